"""The portal: home, help, appearance, signs of health. Pages that no subject owns."""
