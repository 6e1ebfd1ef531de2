"use strict";
(() => {
  const words = JSON.parse(document.getElementById("texts").textContent);
  const T = (english, values = {}) => (words[english] ?? english).replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
  const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2028\u2029\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|\udb40[\udc00-\udc7f]/g;
  const hex = (number, digits) => number.toString(16).padStart(digits, "0");
  // What a reader would not see, or a browser would obey, is written out by its number.
  const visible = text => String(text).replace(UNSEEN, sign => {
    const number = sign.codePointAt(0);
    return number < 0x100 ? "\\x" + hex(number, 2) : number < 0x10000 ? "\\u" + hex(number, 4) : "\\U" + hex(number, 8);
  });
  const SVG = "http://www.w3.org/2000/svg";
  // Every text goes in as a text: nothing that a bank sends is ever markup.
  const make = (name, attributes = {}, ...inside) => {
    const made = name === "svg" || name === "rect" ? document.createElementNS(SVG, name) : document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) if (value !== undefined) made.setAttribute(key, value);
    for (const one of inside.flat()) if (one !== null && one !== undefined) made.append(one instanceof Node ? one : visible(one));
    return made;
  };

  // ------------------------------------------------------------------------------------------------------ the ledger

  const unpacked = async id => {
    const raw = atob(document.getElementById(id).textContent);
    const bytes = Uint8Array.from(raw, letter => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).text();
  };
  const whole = async () => {
    const [fresh, order, varying] = await Promise.all(["ledger-pieces", "ledger-order", "ledger-varying"].map(unpacked));
    const pieces = fresh.match(/[^}]*\}|[^}]+/g) ?? [];
    const lines = order.split(" ").filter(Boolean).map(run => {
      const [first, count] = run.split(",").map(Number);
      return pieces.slice(first, first + count).join("");
    }).join("");
    return varying ? putBack(lines, varying.split("\0").map(column => column.split("\n"))) : lines;
  };
  // As conformance/ledger/varying.py has it; a body is known by its number here instead of its digest.
  const putBack = (lines, [ids, digests, moments, lengths, numbers]) => {
    const at = [0, 0, 0, 0, 0];
    let id = "", number = 0;
    const value = [
      () => { const one = ids[at[0]++]; return id = one === "=" ? id : one.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-"); },
      () => digests[at[1]++], () => moments[at[2]++], () => lengths[at[3]++],
      () => { const one = numbers[at[4]++]; return number = one === "+" ? number + 1 : Number(one); },
    ];
    return lines.replace(/[\u0001-\u0005]/g, sign => value[sign.charCodeAt(0) - 1]());
  };
  const read = text => {
    const found = { exchanges: new Map(), verdicts: new Map(), bodies: new Map() };
    for (const line of text.split("\n")) {
      const kind = line.match(/"kind"\s*:\s*"(\w+)"/)?.[1];
      if (kind === "body") found.bodies.set(line.match(/"sha256"\s*:\s*"([0-9a-f]{64}|#\d+)"/)?.[1], line);
      else if (kind === "exchange") found.exchanges.set(Number(line.match(/"number"\s*:\s*(\d+)/)?.[1]), line);
      else if (kind === "verdict") { const one = JSON.parse(line); found.verdicts.set(one.name, one); }
    }
    return found;
  };
  let reading = null;
  const chosen = () => new Promise((resolve, reject) => {
    const file = make("input", { type: "file", accept: ".jsonl,.gz", "aria-label": T("Open the ledger beside this page") });
    const status = document.querySelector(".found");
    status.replaceChildren(T("Open the ledger beside this page") + " ", file);
    file.addEventListener("change", async () => {
      try {
        const stream = file.files[0].name.endsWith(".gz") ? file.files[0].stream().pipeThrough(new DecompressionStream("gzip")) : file.files[0].stream();
        resolve(await new Response(stream).text());
      } catch (error) { reject(error); }
    });
    file.focus();
  });
  const ledger = () => reading ??= (document.getElementById("ledger-pieces") ? whole() : chosen()).then(read);
  const exchangeOf = (from, number) => JSON.parse(from.exchanges.get(number));
  const bodyOf = (from, digest) => {
    const one = JSON.parse(from.bodies.get(digest));
    if ("json" in one) return { data: one.json };
    const text = "text" in one ? one.text : new TextDecoder().decode(Uint8Array.from(atob(one.base64), letter => letter.charCodeAt(0)));
    try { return { data: JSON.parse(text) }; } catch { return { text }; }
  };

  // ------------------------------------------------------------------------------------------------ a scenario, opened

  const short = value => { const text = typeof value === "string" ? value : JSON.stringify(value); return text === undefined ? "–" : text.length > 600 ? text.slice(0, 600) + " …" : text; };
  const flow = value => {
    if (Array.isArray(value)) return "[" + value.map(flow).join(", ") + "]";
    if (value && typeof value === "object") return "{" + Object.entries(value).map(([key, one]) => key + ": " + flow(one)).join(", ") + "}";
    return typeof value === "string" && /^[A-Za-z_$/][\w$/.{}?=&[\]-]*$/.test(value) && !/^(true|false|null|yes|no|on|off)$/i.test(value) ? value : JSON.stringify(value);
  };
  // A text with its words filled in, each marked, the word itself in its title.
  const filled = (text, said) => {
    const known = said.filter(one => "value" in one).sort((one, other) => other.word.length - one.word.length);
    const parts = [];
    for (let rest = text; rest;) {
      let at = -1, word = null;
      for (const one of known) {
        const here = rest.indexOf(one.word);
        if (here >= 0 && (at < 0 || here < at || (here === at && one.word.length > word.word.length))) { at = here; word = one; }
      }
      if (!word) { parts.push(rest); break; }
      parts.push(rest.slice(0, at), make("u", { title: visible(word.word) }, short(word.value)));
      rest = rest.slice(at + word.word.length);
    }
    return parts;
  };
  const yamlOf = (step, said) => {
    const lines = [["- " + step.verb + ": " + flow(step.target)]];
    for (const [key, value] of Object.entries(step.send ?? {})) lines.push(["  " + key + ": " + flow(value)]);
    for (const [key, must] of [["expect", true], ["should", false]]) {
      const claims = (step.claims ?? []).filter(one => one.must === must);
      if (claims.length) lines.push(["  " + key + ":"], ...claims.map(one => ["    " + one.word + ": " + flow(one.wanted)]));
    }
    if (step.keep && Object.keys(step.keep).length) lines.push(["  keep: " + flow(step.keep)]);
    return make("pre", { class: "yaml", tabindex: 0, lang: "en" }, lines.flatMap(([line], at) => [at ? "\n" : "", ...filled(line, said)]));
  };
  const entriesOf = claim => {
    if (claim.word === "status" || claim.wanted === null || typeof claim.wanted !== "object") return [[claim.word, "", claim.wanted]];
    if (Array.isArray(claim.wanted)) return claim.wanted.map(one => [claim.word, typeof one === "string" ? one : flow(one), undefined]);
    return Object.entries(claim.wanted).map(([key, one]) => [claim.word, key, one]);
  };
  const pairs = (wanted, got) => {
    const list = make("dl", { class: "wanted" });
    list.append(make("div", { class: "want" }, make("dt", {}, T("wanted")), make("dd", {}, make("code", {}, short(wanted ?? null)))));
    list.append(make("div", { class: "got" }, make("dt", {}, T("got")), make("dd", {}, make("code", {}, short(got ?? null)))));
    return list;
  };
  const notHeld = finding => {
    const item = make("li", { class: finding.must ? "not-held" : "advice" }, make("b", {}, T(finding.word)), " ", make("code", {}, finding.key || finding.where || ""), " ");
    if (finding.promise) item.append(make("a", { href: "#requirement-" + finding.promise }, finding.promise), " ");
    if (finding.says) item.append(make("span", { lang: "en" }, finding.says));
    if (finding.tolerance) item.append(make("span", { class: "meta", lang: "en" }, " " + finding.tolerance));
    item.append(pairs(finding.wanted, finding.got));
    return item;
  };
  const claimsOf = (step, at, verdict, tried, said) => {
    const list = make("ul", { class: "claims" });
    const found = verdict.findings.filter(one => one.step === at);
    for (const claim of step.claims ?? []) {
      for (const [word, key, wanted] of entriesOf(claim)) {
        const broken = found.some(one => one.word === word && one.must === claim.must && (one.key === key || one.key === "" || !key));
        if (broken) continue;
        const label = [T(word), key].filter(Boolean).join(" ");
        list.append(make("li", { class: tried ? "held" : "not-tried" }, label, wanted === undefined ? "" : make("code", {}, "  ", ...filled(short(wanted), said)), claim.must ? "" : make("span", { class: "meta" }, "  " + T("should"))));
      }
    }
    for (const one of found) list.prepend(notHeld(one));
    return list;
  };
  const laidOut = body => "data" in body ? JSON.stringify(body.data, null, 2) : body.text;
  // The lines of a JSON text, each with the path of what it shows; as excerpts.py has them.
  const linesOf = (data, path = "", indent = "", before = "", behind = "") => {
    const inner = indent + "  ";
    const around = (open, close, parts) => [[indent + before + open, path], ...parts, [indent + close + behind, ""]];
    const comma = (at, all) => at < all.length - 1 ? "," : "";
    if (Array.isArray(data) && data.length) return around("[", "]", data.flatMap((one, at) => linesOf(one, path + "[" + at + "]", inner, "", comma(at, data))));
    const members = data && typeof data === "object" && !Array.isArray(data) ? Object.entries(data) : [];
    if (members.length) return around("{", "}", members.flatMap(([name, one], at) => linesOf(one, path ? path + "." + name : name, inner, JSON.stringify(name) + ": ", comma(at, members))));
    return [[indent + before + JSON.stringify(data) + behind, path]];
  };
  const general = path => path.replace(/\[[^[\]]*\]/g, "[*]");
  const markedBody = (body, findings) => {
    if (!("data" in body)) return [body.text];
    const lines = linesOf(body.data), marked = new Set();
    for (const one of findings) {
      if (one.word === "count") continue;
      const steps = (one.where || one.key || "").match(/[^.[\]]+|\[[^\]]*\]/g) ?? [];
      const missing = one.says.match(/`([^`]+)` is missing/);
      if (missing) steps.push(...missing[1].split("."));
      for (; steps.length; steps.pop()) {
        const path = steps.map((step, at) => at && !step.startsWith("[") ? "." + step : step).join("");
        const exact = lines.findIndex(line => line[1] === path);
        const alike = exact >= 0 || !path.includes("[") ? [] : lines.flatMap(([, there], place) => [path, path + ".href"].map(general).includes(general(there)) ? [place] : []);
        const href = exact >= 0 && typeof one.got === "string" && !missing ? lines.findIndex(line => line[1] === path + ".href") : -1;
        const plain = one.got !== null && typeof one.got !== "object";
        const same = alike.find(place => plain && lines[place][0].includes(JSON.stringify(one.got)));
        const at = href >= 0 ? href : exact >= 0 ? exact : same ?? (plain ? -1 : alike[0] ?? -1);
        if (at >= 0) { marked.add(at); break; }
        if (alike.length && plain) break;
      }
    }
    return lines.flatMap(([text], at) => [marked.has(at) ? make("mark", {}, text) : text, "\n"]);
  };
  const headersOf = list => list.map(([name, value]) => name + ": " + value).join("\n");
  const exchangePair = (from, one, findings) => {
    const sent = [one.request.method + " " + one.request.url, headersOf(one.request.headers)];
    if (one.request.body) sent.push("", laidOut(bodyOf(from, one.request.body)));
    const came = [one.response ? String(one.response.status) : one.note || T("no answer")];
    if (findings.some(found => found.word === "status")) came[0] = make("mark", {}, came[0]);
    if (one.response) came.push("\n" + headersOf(one.response.headers));
    if (one.response?.body) came.push("\n\n", ...markedBody(bodyOf(from, one.response.body), findings.filter(found => found.word !== "status" && found.word !== "headers")));
    const side = (title, parts) => make("div", {}, make("h4", {}, title), make("pre", { tabindex: 0, role: "region", "aria-label": title }, parts));
    const pair = make("div", { class: "exchange" }, side(T("request"), [sent.join("\n")]), side(T("answer"), came));
    queueMicrotask(() => { const mark = pair.querySelector("pre mark"); if (mark) mark.closest("pre").scrollTop = Math.max(mark.offsetTop - 120, 0); });
    return pair;
  };
  const waterfall = (from, verdict) => {
    const all = verdict.exchanges.map(number => exchangeOf(from, number));
    if (!all.length) return null;
    const blamed = new Set(verdict.findings.map(one => one.exchange));
    // What the clock of the scenario was set to moves `at`; within one row the order and the length are true.
    const ends = all.map(one => Date.parse(one.at)), starts = all.map((one, at) => ends[at] - one.elapsed_ms);
    const shifted = ends.some((end, at) => at && Math.abs(end - ends[at - 1]) > 600000);
    let clock = 0;
    const from0 = Math.min(...starts);
    const spans = all.map((one, at) => { if (!shifted) return [starts[at] - from0, one.elapsed_ms]; const here = clock; clock += one.elapsed_ms; return [here, one.elapsed_ms]; });
    const total = Math.max(...spans.map(([start, length]) => start + length)) || 1;
    const body = make("tbody");
    all.forEach((one, at) => {
      const [start, length] = spans[at];
      const status = one.response ? one.response.status : "–";
      const path = one.request.url.replace(/^[a-z]+:\/\/[^/]+/, "").replace(/^\/[^?]*\/v1\.[^/]*(?=\/)/, "");
      const button = make("button", { type: "button", "aria-expanded": "false" }, one.request.method + " " + (path || one.request.url));
      const asker = one.asked_by.purpose === "step" ? T("step {n}", { n: one.asked_by.step + 1 }) : T(one.asked_by.purpose);
      const bar = make("svg", { viewBox: "0 0 1000 10", preserveAspectRatio: "none", height: 10, width: "100%", "aria-hidden": "true" }, make("rect", { class: "b", x: (1000 * start / total).toFixed(1), y: 0, width: Math.max(1000 * length / total, 3).toFixed(1), height: 10 }));
      const row = make("tr", { class: blamed.has(one.number) ? "blamed" : "" }, make("td", { class: "n" }, String(one.number)), make("td", {}, asker), make("td", {}, button), make("td", { class: "n" }, String(status)), make("td", { class: "n" }, one.elapsed_ms.toFixed(0) + " ms"), make("td", {}, bar));
      let inside = null;
      const toggle = () => {
        if (inside) { inside.remove(); inside = null; } else { inside = make("tr", {}, make("td", { colspan: 6 }, exchangePair(from, one, verdict.findings.filter(found => found.exchange === one.number)))); row.after(inside); }
        button.setAttribute("aria-expanded", String(Boolean(inside)));
      };
      button.addEventListener("click", toggle);
      body.append(row);
      if (blamed.has(one.number) && body.querySelectorAll("tr.blamed").length === 1) queueMicrotask(toggle);
    });
    const heads = [T("No."), T("for"), T("exchange"), T("status"), T("took"), T("waterfall")].map(text => make("th", { scope: "col" }, text));
    const table = make("table", { class: "fall" }, make("caption", {}, T("Every exchange, in its order")), make("thead", {}, make("tr", {}, heads)), body);
    return make("div", { class: "wide", tabindex: 0, role: "region", "aria-label": T("Every exchange, in its order") }, table);
  };
  const drawn = (from, name) => {
    const verdict = from.verdicts.get(name);
    const box = make("div", { class: "inside" });
    if (!verdict || !verdict.scenario) { box.append(T("The ledger tells nothing more of it.")); return box; }
    const head = [];
    for (const key of ["given", "needs", "reading"]) if (verdict.scenario[key]) head.push(key + ": " + flow(verdict.scenario[key]));
    head.unshift("as: " + flow(verdict.persona));
    box.append(make("pre", { class: "yaml", lang: "en", tabindex: 0 }, head.join("\n")));
    verdict.scenario.steps.forEach((step, at) => {
      const played = verdict.played.find(one => one.step === at);
      const tried = Boolean(played) && verdict.outcome !== "skipped";
      box.append(make("section", { class: "step", "aria-label": T("step {n}", { n: at + 1 }) }, make("h3", {}, T("step {n}", { n: at + 1 })), yamlOf(step, played?.words ?? []), claimsOf(step, at, verdict, tried, played?.words ?? [])));
    });
    if (!verdict.scenario.steps.length) box.append(make("ul", { class: "claims" }, verdict.findings.map(notHeld)));
    const fall = waterfall(from, verdict);
    if (fall) box.append(fall);
    return box;
  };
  const open = async row => {
    if (row.querySelector(".inside")) return;
    const waiting = make("p", { class: "meta inside" }, T("unpacking the ledger …"));
    row.append(waiting);
    try { waiting.replaceWith(drawn(await ledger(), row.dataset.n)); } catch (error) { waiting.textContent = T("The ledger cannot be read: {why}", { why: visible(error.message) }); reading = null; }
  };

  // --------------------------------------------------------------------------------------------------------- the list

  const rows = [...document.querySelectorAll(".row")];
  const form = document.querySelector(".filters"), found = document.querySelector(".found");
  const fields = { w: "f-word", h: "f-chapter", p: "f-persona", e: "f-endpoint", c: "f-cause" };
  const several = new Set(["h", "c"]);
  let only = null;
  const narrow = () => {
    const text = document.getElementById("q").value.trim().toLowerCase();
    const wanted = Object.entries(fields).map(([key, id]) => [key, document.getElementById(id)?.value]).filter(([, value]) => value);
    let number = 0;
    rows.forEach(row => {
      const shown = (!only || only.rows.has(Number(row.dataset.i))) && (!text || row.textContent.toLowerCase().includes(text)) && wanted.every(([key, value]) => several.has(key) ? row.dataset[key].split(" ").includes(value) : row.dataset[key] === value);
      row.hidden = !shown;
      number += shown;
    });
    found.replaceChildren(T("{n} of {total} shown", { n: number, total: rows.length }));
    if (only) {
      const clear = make("button", { type: "button" }, only.about + " ✕");
      clear.addEventListener("click", () => { only = null; narrow(); });
      found.append(clear);
    }
  };
  form.hidden = false;
  document.querySelector(".noscript").hidden = true;
  form.addEventListener("input", narrow);
  form.addEventListener("submit", event => event.preventDefault());
  form.addEventListener("reset", () => { only = null; setTimeout(narrow); });
  for (const row of rows) row.addEventListener("toggle", () => { if (row.open) open(row); });
  for (const cell of document.querySelectorAll("a.m")) cell.addEventListener("click", event => {
    event.preventDefault();
    form.reset();
    setTimeout(() => {
      only = { rows: new Set(cell.dataset.rows.split(" ").map(Number)), about: cell.dataset.about };
      narrow();
      history.replaceState(null, "", "#scenarios");
      document.getElementById("scenarios").scrollIntoView();
      found.querySelector("button")?.focus({ preventScroll: true });
    });
  });
  const goTo = () => {
    let id;
    try { id = decodeURIComponent(location.hash.slice(1)); } catch { return; }
    const target = id && document.getElementById(id);
    if (!target) return;
    if (target.classList.contains("row") && target.hidden) { form.reset(); only = null; narrow(); }
    for (let one = target; one; one = one.parentElement) if (one.tagName === "DETAILS") one.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", goTo);
  // On paper nobody pastes a script or an entry; of chapters and findings what is not as it should be is read.
  addEventListener("beforeprint", () => document.querySelectorAll("#untried > details, .point.flips, .bar").forEach(one => { one.open ||= !one.matches(".bar") || !!one.querySelector(".w-failed, .w-deviant, .w-warned, .w-blocked"); }));
  narrow();
  goTo();
})();
