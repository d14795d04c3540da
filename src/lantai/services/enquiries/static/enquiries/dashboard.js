/* Charts of the tables that stand beside them: what is drawn is read from the table, so the two cannot differ. */
"use strict";
(() => {
  if (!window.echarts) return;
  const ink = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const number = (cell) => (/\d/.test(cell.textContent) ? Number(cell.textContent.replace(/[^\d.]/g, "")) : null);
  const words = (cell) => cell.textContent.trim().replace(/\s+/g, " ");

  const read = (table) => {
    const heads = [...table.tHead.rows[0].cells];
    const rows = [...table.tBodies[0].rows];
    return {
      names: rows.map((row) => words(row.cells[0])),
      inks: rows.map((row) => row.dataset.ink),
      series: heads
        .map((head, at) => ({ name: words(head), ink: head.dataset.ink, as: head.dataset.as, at }))
        .filter((one) => one.as)
        .map((one) => ({ ...one, values: rows.map((row) => number(row.cells[one.at])) })),
      first: rows.map((row) => number(row.cells[1])),
    };
  };

  const look = () => {
    const size = (parseFloat(getComputedStyle(document.documentElement).fontSize) || 16) * 0.8;
    const text = { color: ink("ink"), fontSize: size, fontFamily: getComputedStyle(document.body).fontFamily };
    return { size, text, line: { lineStyle: { color: ink("rule") } }, axis: { lineStyle: { color: ink("rule-strong") } } };
  };

  const axes = (names, { text, line, axis }, across) => {
    const category = {
      type: "category", data: names, inverse: across, axisLabel: { ...text, hideOverlap: true }, axisLine: axis, axisTick: { show: false },
    };
    if (across) category.axisLabel = { ...text, width: text.fontSize * 12, overflow: "truncate", interval: 0 };
    const value = { type: "value", minInterval: across ? 1 : undefined, splitLine: line, axisLabel: text, splitNumber: 4 };
    return across ? { xAxis: value, yAxis: category } : { xAxis: category, yAxis: value };
  };

  const series = (one, { text }, across) => ({
    name: one.name, data: one.values, type: one.as === "line" ? "line" : "bar", stack: one.as === "stack" ? "all" : undefined,
    barMaxWidth: text.fontSize * 2, symbol: "circle", symbolSize: text.fontSize * 0.5, connectNulls: true,
    lineStyle: { width: 2, color: ink(one.ink) }, itemStyle: { color: ink(one.ink) }, silent: true,
    label: { show: across, position: "right", ...text },
  });

  const option = (shape, table) => {
    const told = read(table);
    const style = look();
    const base = { animation: false, textStyle: style.text, grid: { left: 4, right: style.size * 3, top: style.size, bottom: 4 } };
    if (shape !== "one") {
      const across = shape === "across";
      return { ...base, ...axes(told.names, style, across), series: told.series.map((one) => series(one, style, across)) };
    }
    const whole = told.first.reduce((sum, each) => sum + each, 0);
    return {
      ...base,
      grid: { left: 2, right: 2, top: style.size, bottom: style.size },
      xAxis: { type: "value", max: whole || 1, show: false },
      yAxis: { type: "category", data: [""], show: false },
      series: told.first.map((each, at) => ({
        name: told.names[at], type: "bar", stack: "all", data: [each], barWidth: "60%", silent: true,
        itemStyle: { color: ink(told.inks[at]), borderColor: ink("paper"), borderWidth: 1 },
        label: { show: each > whole / 25, ...style.text, color: ink("paper"), formatter: "{c}" },
      })),
    };
  };

  const charts = [...document.querySelectorAll("[data-chart]")].flatMap((place) => {
    const table = document.getElementById(place.dataset.of);
    if (!table || !table.tBodies[0].rows.length) return [];
    place.hidden = false;
    if (place.dataset.chart === "across") place.style.height = `${Math.max(6, 3 + table.tBodies[0].rows.length * 2.1)}rem`;
    return [{ place, table, chart: window.echarts.init(place) }];
  });
  const draw = () =>
    charts.forEach(({ place, table, chart }) => {
      chart.resize();
      chart.setOption(option(place.dataset.chart, table), true);
      chart.getZr().flush();
      place.dataset.ready = "";
    });
  draw();
  window.matchMedia("print").addEventListener("change", draw);
  new ResizeObserver(() => charts.forEach(({ chart }) => chart.resize())).observe(document.getElementById("content"));
})();
