// Selects that become comboboxes: data-combobox filters what it holds, data-search also asks the API.
import TomSelect from "tom-select/base";

const text = (value) => document.createTextNode(value ?? "");

// Options are drawn with text nodes alone: names come from outside.
function line(data) {
  const out = document.createElement("div");
  out.append(text(data.text));
  if (data.hint) {
    const hint = document.createElement("span");
    hint.className = "hint";
    hint.append(text(data.hint));
    out.append(hint);
  }
  return out;
}

async function customers(query, done) {
  try {
    const answer = await fetch("/api/v1/customers?limit=20&q=" + encodeURIComponent(query), { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const { items } = await answer.json();
    done(items.map((c) => ({ value: "map:" + c.id, text: c.name, hint: [c.number, c.city, ...(c.domains ?? [])].filter(Boolean).join(" · ") })));
  } catch {
    done();
  }
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
      selectOnTab: true,
      searchField: ["text", "hint"],
      ...(search ? { load: customers, shouldLoad: (query) => query.length > 0, loadThrottle: 150 } : {}),
      onChange() {
        select.dispatchEvent(new Event("change", { bubbles: true }));
        this.blur(); // closes it, so that it covers nothing and j and k go on
      },
    });
    select.setAttribute("aria-hidden", "true"); // the picker stands for it
    const label = select.getAttribute("aria-label");
    if (label) picker.control_input.setAttribute("aria-label", label);
  }
}
