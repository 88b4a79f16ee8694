package browser

import (
	"fmt"
	"strings"

	"coresync/http/api"
	"coresync/http/web"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

func connectionPath(b *tab) string { return web.ConnectionPath(b.site.Connection) }

// forgive forgets what Chromium told of answers that were meant to be refusals.
func (b *tab) forgive() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.messages = nil
}

// mapAll confirms what is likely, decides one by the picker and ignores the rest, until
// the page says that all is done (MAP-10 to MAP-13).
func mapAll(b *tab, h hand) {
	h.press(b, `a.btn-primary[href$="/mappings"]`, "[data-mapping]")
	if eval[bool](b, `document.querySelector("form[action$='/confirm']") !== null`) {
		h.press(b, "form[action$='/confirm'] button", ".alert-success")
	}
	customer := firstCustomer(b)
	for first := true; ; first = false {
		if eval[bool](b, `document.querySelector("a.chip[href*='status=open']") === null || document.querySelector("[data-row]") === null`) {
			break
		}
		h.press(b, "a.chip[href*='status=open']", "a.chip[aria-current][href*='status=open']")
		if first {
			h.pick(b, "[data-row]:first-of-type", customer.Name[:5], fmt.Sprintf(`[data-value="map:%s"]`, customer.ID))
		} else {
			h.pick(b, "[data-row]:first-of-type", "Ignore", `[data-value="ignore"]`)
		}
		b.until(`document.querySelector("[data-changes]").textContent === "1 change"`)
		h.press(b, ".sticky-foot .btn-primary", ".alert-success:has(form)")
	}
	require.Contains(b.t, b.text("#mapping .alert-success"), "All 8 organizations are mapped. New ones will show up here") // MAP-12
}

func firstCustomer(b *tab) api.Customer {
	b.t.Helper()
	found, err := b.site.App.Services().Customers.List(b.t.Context(), api.Scope{Tenant: b.site.Tenant}, api.CustomerFilter{}, api.List{Limit: 1, Sort: api.Sort{By: "name"}})
	require.NoError(b.t, err)
	require.NotEmpty(b.t, found.Data.Items)
	return found.Data.Items[0]
}

// associateAll takes what is sure (CON-15).
func associateAll(b *tab, h hand) {
	h.press(b, `.app-nav a[data-go="n"]`, `a[href="`+connectionPath(b)+`"].btn`)
	h.press(b, `a[href="`+connectionPath(b)+`"].btn`, `a.btn[href$="/contacts"]`)
	h.press(b, `a.btn[href$="/contacts"]`, `form[action$="/high"]`)
	h.press(b, `form[action$="/high"] button`, ".alert-success:has(form)")
	require.Regexp(b.t, `\d+ devices? w`, b.text(".alert-success"))
}

// assignOne gives a device of a ticket's customer to the ticket's contact (ASG-01 to
// ASG-04), and tells which ticket that is.
func assignOne(b *tab, h hand) api.Ticket {
	services, scope := b.site.App.Services(), api.Scope{Tenant: b.site.Tenant}
	tickets, err := services.Tickets.List(b.t.Context(), scope, api.TicketFilter{}, api.List{Limit: 500, Sort: api.Sort{By: "number"}})
	require.NoError(b.t, err)
	for _, t := range tickets.Data.Items {
		if t.Contact == nil {
			continue
		}
		lookUp(b, h, "c", t.Customer.Name)
		row := `[data-row] a.cell-main[href="/customers/` + t.Customer.ID.String() + `"]`
		h.press(b, row, "body:not(:has("+row+")) h1")
		if eval[bool](b, `document.querySelector("a[href$='/assign']") === null`) {
			continue // everybody has one
		}
		h.press(b, "a[href$='/assign']", "#assign")
		h.pick(b, ".tools", t.Contact.Name[:4], `[data-value="`+t.Contact.ID.String()+`"]`)
		if eval[int](b, `document.querySelectorAll("[data-pick]:checked").length`) == 0 {
			h.tick(b)
		}
		h.press(b, "#assign .btn-primary", ".alert-success")
		require.Contains(b.t, b.text(".alert-success"), "decided about")
		return t
	}
	require.FailNow(b.t, "no customer with a ticket has a device to assign")
	return api.Ticket{}
}

// lookUp narrows a list of the navigation to a text.
func lookUp(b *tab, h hand, list, text string) {
	h.press(b, `.app-nav a[data-go="`+list+`"]`, `body:has(.app-nav a.active[data-go="`+list+`"]) [data-row] a`)
	h.fill(b, "main input[name=q]", text)
	b.do("filter", chromedp.KeyEvent("\r"))
	b.until(`new URLSearchParams(location.search).has("q")`)
}

// seeTicket finds the contact's devices on the ticket, each with its link (TIC-01 to TIC-04).
func seeTicket(b *tab, h hand, t api.Ticket) {
	lookUp(b, h, "t", t.Number)
	h.press(b, `[data-row] a[href="/tickets/`+t.ID.String()+`"]`, "#ninja-devices")
	require.Contains(b.t, b.text("#ninja-devices"), "NinjaOne Devices (")
	if k, alone := h.(keys); alone {
		k.tab(b, "aside a[target=_blank]") // and Enter would open it
	}
	links := eval[[]string](b, `[...document.querySelectorAll("aside a[target=_blank]")].map(a => a.href + " " + a.rel)`)
	require.NotEmpty(b.t, links)
	for _, link := range links {
		require.Regexp(b.t, `^https://portal\.example\.com/#/deviceDashboard/\d+/overview noopener noreferrer$`, link)
	}
	for _, state := range eval[[]string](b, `[...document.querySelectorAll("aside .badge")].map(b => b.innerText.trim())`) {
		require.Contains(b.t, []string{"Online", "Offline", "Unknown"}, strings.TrimSpace(state)) // TIC-02
	}
}
