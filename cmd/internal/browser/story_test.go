package browser

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"coresync/http/api"
	"coresync/http/web"

	"github.com/chromedp/chromedp"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// One site for all: it takes seconds to make. The steps are a person's first day, and
// run one after the other.
func TestPRE_01_02_TheFirstDay(t *testing.T) {
	t.Parallel()
	s := serve(t)
	b := open(t, s)
	t.Run("setUp", func(t *testing.T) { setUp(b.in(t)) })
	t.Run("assets", func(t *testing.T) { assets(b.in(t)) })
	t.Run("mapping", func(t *testing.T) { mapping(b.in(t)) })
	t.Run("asset", func(t *testing.T) { assetByHand(b.in(t)) })
	t.Run("sync", func(t *testing.T) { syncNow(b.in(t)) })
	t.Run("return", func(t *testing.T) { sinceYesterday(b.in(t)) })
	t.Run("pages", func(t *testing.T) { everyPage(b.in(t)) })
	t.Run("past", func(t *testing.T) { pastPages(b.in(t)) })
	t.Run("signOut", func(t *testing.T) { signOut(b.in(t)) })
}

// in is the same window in a step of a test.
func (b *tab) in(t *testing.T) *tab {
	b.t = t
	return b
}

const password = "correct horse battery"

// setUp follows the link that `serve` prints.
func setUp(b *tab) {
	b.do("open the link", chromedp.Navigate(b.site.setup))
	b.do("fill the form in",
		typed("#field-name", "Jane Doe"), typed("#field-email", "jane@example.com"),
		typed("#field-password", password), typed("#field-workspace", "My MSP"))
	b.click("send it", ".door-card .btn-primary", ".app-bar")
	require.Equal(b.t, "/settings/integrations", b.location())
	require.Contains(b.t, b.text("main"), "Simulated NinjaOne")
	b.do("open it again", chromedp.Navigate(b.site.setup))
	require.Contains(b.t, b.text("main"), "used before", "the link is good once")
	b.mu.Lock()
	b.messages = nil // Chromium tells of the 403
	b.mu.Unlock()
}

func assets(b *tab) {
	b.visit("/assets")
	require.Contains(b.t, b.text(".chips strong"), "123", "120 devices and three by hand")
	b.click("narrow", `.facet a[href*="category=Server"]`, ".chip")
	require.Contains(b.t, b.location(), "category=Server")
	b.until(`[...document.querySelectorAll(".chip")].some((e) => e.innerText.includes("Category is Server"))`)
	b.click("open one", "[data-open-row]", "#timeline")
	require.Contains(b.t, b.text("main"), "First seen in NinjaOne")
	b.visit("/assets")
	_ = eval[any](b, `(document.querySelectorAll("details:has(> .app-menu)").forEach((d) => (d.open = true)), 0)`)
	require.Empty(b.t, eval[[]string](b, `[...document.querySelectorAll(".app-menu .dropdown-item")].filter((e) => e.checkVisibility() && e.clientHeight < 24).map((e) => e.textContent)`), "too low to be touched")
	b.visit("/assets")
	b.do("press /", chromedp.KeyEvent("/"))
	require.Equal(b.t, "q", eval[string](b, `document.activeElement.name`), "it leads to the search")
	b.quiet()
}

// mapping gives an organization a customer by the keyboard alone, and sees that it was saved.
func mapping(b *tab) {
	path := web.ConnectionPath(b.site.Connection) + "/mappings"
	b.visit(path + "?status=unmatched")
	before := eval[int](b, `document.querySelectorAll("[data-row]").length`)
	require.Positive(b.t, before)
	name := b.text("[data-row] .cell-main")
	b.do("first row", chromedp.KeyEvent("j"))
	b.until(`document.querySelector("[data-row].current") !== null`)
	b.do("see what is behind it", chromedp.KeyEvent("o"))
	b.until(`document.querySelector(".row-detail section[aria-label^='History']") !== null`)
	b.do("close it", chromedp.KeyEvent("o"))
	b.until(`document.querySelector(".row-detail").hidden`)
	b.do("open its picker", chromedp.KeyEvent("\r"))
	b.until(`document.querySelector("[data-row].current .dropdown-active") !== null`)
	b.do("look for a customer", chromedp.KeyEvent("marion"))
	b.until(`document.querySelector("[data-row].current .option.active[data-value^='map:']") !== null`)
	b.do("take it", chromedp.KeyEvent("\r"))
	b.until(`document.querySelector("[data-changes]").textContent === "1 change"`)
	customer := strings.TrimPrefix(eval[string](b, `document.querySelector("[data-row].current select").value`), "map:")
	b.click("save", ".sticky-foot .btn-primary", ".alert-success")
	require.Contains(b.t, b.text(".alert-success"), "1 mapping was saved")
	b.visit(path + "?status=mapped")
	require.Contains(b.t, b.text("main"), name)

	found, err := b.site.App.Services().Organizations.List(b.t.Context(), api.Scope{Tenant: b.site.Tenant},
		api.OrganizationFilter{Status: "mapped"}, api.List{Limit: 100, Sort: api.Sort{By: "name"}})
	require.NoError(b.t, err)
	decided := 0
	for _, o := range found.Data.Items {
		if o.Name == name {
			decided++
			require.Equal(b.t, customer, o.Customer.ID.String())
			require.True(b.t, strings.HasPrefix(o.DecidedBy, "user:"))
			b.visit("/assets?customer=" + customer)
			require.NotEqual(b.t, "0", b.text(".chips strong"), "its devices are the customer's now")
		}
	}
	require.Equal(b.t, 1, decided)
	b.quiet()
}

// syncNow starts a run and follows it to its end.
func syncNow(b *tab) {
	b.visit(web.ConnectionPath(b.site.Connection))
	b.click("start", `form[action$="/sync"] .btn-primary`, ".tiles")
	require.Regexp(b.t, regexp.MustCompile(`^/sync-runs/`), b.location())
	require.Contains(b.t, b.text(".tiles"), "Number of devices found")
	b.quiet()
}

// sinceYesterday is what the inbox tells somebody who was here yesterday: the syncs since
// then, and the way to all that differs.
func sinceYesterday(b *tab) {
	db, err := pgx.Connect(b.t.Context(), b.site.database)
	require.NoError(b.t, err)
	defer func() { require.NoError(b.t, db.Close(context.WithoutCancel(b.t.Context()))) }()
	_, err = db.Exec(b.t.Context(), "update web.users set looked_until = now() - interval '1 day'")
	require.NoError(b.t, err)
	b.visit("/inbox")
	require.Contains(b.t, b.text("section:has(#since)"), "Since you last looked")
	require.Regexp(b.t, `Simulated NinjaOne\s+· 120 assets created`, b.text("section:has(#since)"))
	b.click("what was made", `section:has(#since) a[href$="kind=created"]`, ".tiles")
	require.Contains(b.t, b.location(), "/sync-runs/")
	b.visit("/inbox")
	b.click("compare", `section:has(#since) a[href^="/compare"]`, "#results")
	require.Contains(b.t, b.text("main"), "Came")
}

func signOut(b *tab) {
	b.visit("/settings/profile")
	b.click("sign out everywhere", `form[action$="sign-out-everywhere"] button`, ".door-card")
	b.visit("/assets?category=Server")
	require.Equal(b.t, "/sign-in?next=%2Fassets%3Fcategory%3DServer", b.location())
	b.do("sign in", typed("#field-email", "jane@example.com"), typed("#field-password", password+"\r"), shown(".app-bar"))
	require.Equal(b.t, "/assets?category=Server", b.location(), "back where one was")
}
