// Selects that become comboboxes: data-combobox filters what it holds, data-search also asks the API.
import TomSelect from "tom-select/base";

const text = (value) => document.createTextNode(value ?? "");

// Options are drawn with text nodes alone, each turned around by itself: names come from outside.
function line(data) {
  const out = document.createElement("div");
  const name = document.createElement("bdi");
  name.append(text(data.text));
  out.append(name);
  if (data.hint) {
    const hint = document.createElement("span");
    hint.className = "hint";
    hint.dir = "auto";
    hint.append(text(data.hint));
    out.append(hint);
  }
  return out;
}

async function list(path) {
  const answer = await fetch(path, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

const hintOf = (...parts) => parts.filter(Boolean).join(" · ");

// The contacts of one customer are few: they are read once, and looked through here.
const known = new Map();
async function contacts(path) {
  const found = [];
  for (let next = ""; next !== undefined && found.length < 5000; ) {
    const page = await list(`${path}limit=500${next && "&cursor=" + encodeURIComponent(next)}`);
    found.push(...page.items);
    next = page.next_cursor;
  }
  return found.filter((c) => !c.erased);
}
const once = (path) => known.get(path) ?? known.set(path, contacts(path)).get(path);

// What the server is asked for, by data-search; the select says which values it takes (data-prefix, data-customer).
const sources = {
  async customers(query, select) {
    const { items } = await list("/api/v1/customers?limit=20&q=" + encodeURIComponent(query));
    return items.map((c) => ({ value: (select.dataset.prefix ?? "") + c.id, text: c.name, hint: hintOf(c.number, c.city, ...(c.domains ?? [])) }));
  },
  async contacts(query, select) {
    const customer = select.dataset.customer;
    const own = customer ? await once(`/api/v1/contacts?customer=${customer}&`) : [];
    const options = own.map((c) => ({ value: "own:" + c.id, text: c.name, hint: c.email }));
    const words = query.toLowerCase().split(/\s+/);
    const fits = (c) => words.every((word) => (c.name + " " + (c.email ?? "")).toLowerCase().includes(word));
    if (select.dataset.own !== undefined || query.length < 2 || own.some(fits)) return options;
    const others = (await list("/api/v1/contacts?limit=20&q=" + encodeURIComponent(query))).items.filter((c) => c.customer.id !== customer);
    return options.concat(others.map((c) => ({ value: "other:" + c.id, text: c.name, hint: hintOf(c.email, "of another customer: " + c.customer.name) })));
  },
};

// Enter in a picker chooses; it never sends the form.
document.addEventListener("keypress", (event) => {
  if (event.key === "Enter" && event.target.closest(".ts-wrapper")) event.preventDefault();
});

// Tab takes an option only where somebody looked for one, by letters or by the arrows. Who passes by changes nothing.
function tabTakes(picker) {
  let moved = false; // within the open list
  picker.on("dropdown_open", () => (moved = false));
  picker.wrapper.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") moved = picker.isOpen;
    if (event.key === "Tab") picker.settings.selectOnTab = moved || picker.inputValue() !== "";
  }, { capture: true }); // before the picker itself acts on the key
}

export function enhance(root) {
  for (const select of root.querySelectorAll("select[data-combobox], select[data-search]")) {
    if (select.tomselect) continue;
    const search = select.dataset.search !== undefined;
    const picker = new TomSelect(select, {
      maxOptions: 200,
      allowEmptyOption: true,
      render: { option: line, item: line },
      openOnFocus: true,
      searchField: ["text", "hint"],
      ...(search ? { load: (query, done) => sources[select.dataset.search](query, select).then(done, () => done()), loadThrottle: 150 } : {}),
      ...(select.dataset.search === "contacts" ? { preload: "focus" } : {}),
      ...(select.dataset.search === "customers" ? { shouldLoad: (query) => query.length > 0 } : {}),
      onChange() {
        select.dispatchEvent(new Event("change", { bubbles: true }));
        this.blur(); // closes it, so that it covers nothing and j and k go on
      },
    });
    tabTakes(picker);
    select.setAttribute("aria-hidden", "true"); // the picker stands for it
    const label = select.getAttribute("aria-label");
    if (label) picker.control_input.setAttribute("aria-label", label);
  }
}
