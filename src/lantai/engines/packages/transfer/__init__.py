"""Transfer packages in the layout of 《电子档案移交与接收办法》 (档发〔2012〕7号), annex 2."""
