// How does the JSON of a figure become a chart? Colours come from the page's tokens; shapes differ, not only hues.
(function () {
  "use strict";
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const shapes = ["circle", "diamond", "rect", "triangle"];
  const dashes = ["solid", "dashed", "dotted", [8, 3, 2, 3]];
  const rem = () => parseFloat(getComputedStyle(document.documentElement).fontSize);

  function axis(text, name, more) {
    return Object.assign({
      name, nameTextStyle: { color: text.quiet, fontSize: text.size }, nameGap: text.size,
      axisLabel: { color: text.quiet, fontSize: text.size, hideOverlap: true },
      axisLine: { lineStyle: { color: text.line } }, axisTick: { show: false },
      splitLine: { lineStyle: { color: text.line } },
    }, more);
  }

  function option(data, width) {
    // In a narrow frame the names of the lines stand one below the other.
    const narrow = width < 28 * rem();
    const text = { quiet: token("--ink-2"), line: token("--line"), ink: token("--ink"), size: Math.round(rem() * 0.8) };
    const colours = [1, 2, 3, 4].map((n) => token(`--series-${n}`));
    const ranked = data.kind === "ranking";
    const many = data.series.length > 1;
    const series = data.series.map((one, index) => ({
      name: one.name, data: one.values, type: { line: "line", bar: "bar", ranking: "bar", scatter: "scatter" }[data.kind],
      symbol: shapes[index % 4], symbolSize: data.kind === "scatter" ? 10 : 6, showSymbol: one.values.length <= 31,
      lineStyle: { width: 2.5, type: dashes[index % 4] }, barMaxWidth: 36,
      itemStyle: { borderRadius: data.kind === "bar" ? [3, 3, 0, 0] : ranked ? [0, 3, 3, 0] : 0 },
      label: { show: ranked, position: "right", color: text.ink, fontSize: text.size },
    }));
    if (data.threshold && series.length) {
      series[0].markLine = {
        symbol: "none", silent: true, lineStyle: { color: token("--amber-line"), type: "dashed", width: 1.5 },
        label: { formatter: `${data.threshold.name} ${data.threshold.value}`, color: token("--amber"), fontSize: text.size, position: "insideEndTop" },
        data: [ranked ? { xAxis: data.threshold.value } : { yAxis: data.threshold.value }],
      };
    }
    if (data.diagonal && series.length) {
      series[0].markLine = { symbol: "none", silent: true, lineStyle: { color: text.quiet, type: "dashed" }, label: { show: false },
        data: [[{ coord: [0, 0] }, { coord: [1, 1] }]] };
    }
    const category = axis(text, data.x_name, { type: "category", data: data.labels, splitLine: { show: false }, inverse: ranked, nameLocation: "middle", nameGap: rem() * 1.8,
      axisLabel: { color: text.quiet, fontSize: text.size, hideOverlap: !ranked, width: ranked ? rem() * 8 : undefined, overflow: "truncate" } });
    const limits = data.limits ? { min: data.limits[0], max: data.limits[1] } : {};
    // What is counted comes in wholes: no half messages on the scale.
    const whole = data.series.every((one) => one.values.every((each) => Number.isInteger(each ?? 0)));
    const value = axis(text, data.y_name || data.unit, Object.assign({ type: "value", axisLine: { show: false } }, whole ? { minInterval: 1 } : {}, limits));
    const x = data.kind === "scatter" ? axis(text, data.x_name, Object.assign({ type: "value", nameLocation: "middle", nameGap: rem() * 1.8 }, limits)) : ranked ? value : category;
    return {
      animation: false, color: colours, textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      grid: { left: 4, right: ranked ? rem() * 2.5 : rem(), top: many ? rem() * (narrow ? 2 + 1.5 * data.series.length : 3.4) : ranked ? 4 : rem() * 2, bottom: data.x_name && !ranked ? rem() * 1.6 : 4, containLabel: true },
      legend: many ? { top: 0, left: 0, orient: narrow ? "vertical" : "horizontal", itemWidth: 28, textStyle: { color: text.ink, fontSize: text.size } } : undefined,
      tooltip: { trigger: data.kind === "scatter" ? "item" : "axis", renderMode: "richText", confine: true,
        backgroundColor: token("--surface"), borderColor: text.line, textStyle: { color: text.ink, fontSize: text.size } },
      xAxis: ranked ? Object.assign(value, { show: false }) : x, yAxis: ranked ? Object.assign(category, { name: "" }) : value, series,
    };
  }

  const drawn = [];
  document.querySelectorAll("[data-chart]").forEach((figure) => {
    const data = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
    const place = figure.querySelector(".chart-canvas");
    const chart = echarts.init(place, null, { renderer: "svg" });
    const draw = () => chart.setOption(option(data, place.clientWidth), true);
    draw();
    drawn.push(draw);
    new ResizeObserver(() => chart.resize()).observe(place);
  });
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawn.forEach((draw) => draw()));
  document.documentElement.dataset.charts = String(drawn.length);
})();
