// What people and screen readers meet on a page. Gives a list of what is wrong.
(() => {
  const wrong = [];
  const say = (element, words) => wrong.push(`${words}: ${element.outerHTML.slice(0, 120)}`);

  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) {
    wrong.push(`scrolls sideways: ${root.scrollWidth} of ${root.clientWidth} pixels`);
  }

  // https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
  const parse = (color) => color.match(/[\d.]+/g).map(Number);
  const luminance = ([red, green, blue]) => {
    const linear = [red, green, blue].map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  const ratio = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = parse(getComputedStyle(at).backgroundColor);
      if (color.length === 3 || color[3] > 0) return color;
    }
    return [255, 255, 255];
  };
  for (const element of document.body.querySelectorAll("*")) {
    const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (hasText && ratio(parse(getComputedStyle(element).color), ground(element)) < 4.5) say(element, "too faint");
  }
  for (const part of document.querySelectorAll(".bar rect:not(.track)")) {
    if (ratio(parse(getComputedStyle(part).fill), ground(part)) < 3) say(part, "too faint for a drawing");
  }

  for (const landmark of ["header", "nav", "main", "footer"]) {
    if (document.querySelectorAll(`body > ${landmark}`).length !== 1) wrong.push(`not one ${landmark}`);
  }
  let level = 0;
  for (const heading of document.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
    const next = Number(heading.tagName[1]);
    if (next > level + 1) say(heading, `a level is left out after h${level}`);
    level = next;
  }
  if (document.querySelectorAll("h1").length !== 1) wrong.push("not one h1");
  for (const cell of document.querySelectorAll("th")) if (!cell.scope) say(cell, "no scope");
  for (const drawing of document.querySelectorAll("svg")) {
    const isNamed = drawing.getAttribute("role") === "img" && drawing.getAttribute("aria-label");
    const isPassedOver = drawing.getAttribute("aria-hidden") === "true" && drawing.closest("tr").querySelector("td");
    if (!isNamed && !isPassedOver) say(drawing, "no text says what it shows");
  }
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  if (new Set(ids).size !== ids.length) wrong.push("an id is there twice");
  for (const element of document.querySelectorAll("[aria-labelledby]")) {
    if (!ids.includes(element.getAttribute("aria-labelledby"))) say(element, "its name is not there");
  }
  for (const link of document.querySelectorAll("a")) {
    if (!ids.includes(link.getAttribute("href").slice(1))) say(link, "leads nowhere");
  }
  if (document.querySelector("script, img, iframe, object, [onerror], [onload], b, i")) wrong.push("markup of a stranger");
  if (getComputedStyle(document.body).maxWidth === "none" && !matchMedia("print").matches) wrong.push("the style is not applied");
  return wrong;
})()
