package browser

import (
	"testing"

	"coresync/adapters/postgres/pgtest"
	"coresync/cmd/internal/settings"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// What goes wrong is a page that says what, and what to do now: each kind is made to
// happen, with a database of the test's own.
func TestWhatGoesWrongIsAPageThatSaysWhatToDoNow(t *testing.T) {
	t.Parallel()
	server := pgtest.Server(t)
	db := pgtest.New(t, pgtest.On(server))
	s := bare(t, func(s *settings.Settings) { s.DatabaseURL = db.URL })
	users := s.App.Services().Users
	ann, err := users.Add(t.Context(), s.Tenant, "test", api.UserDraft{Email: "ann@example.com", Name: "Ann", Role: permission.Technician})
	require.NoError(t, err)
	require.NoError(t, users.SetPassword(t.Context(), s.Tenant, "test", ann.ID, password, [16]byte{}))
	b := open(t, s)
	b.visit("/sign-in")
	signInAs(b, "ann@example.com")

	t.Run("forbidden", func(t *testing.T) { forbiddenPage(b.in(t)) })
	t.Run("missing", func(t *testing.T) { missingPage(b.in(t)) })
	t.Run("internal", func(t *testing.T) { brokenPage(b.in(t), db) })
	t.Run("expired", func(t *testing.T) { expiredPage(b.in(t), db) })
	t.Run("databaseDown", func(t *testing.T) { databaseDown(b.in(t), server) })
}

func signInAs(b *tab, email string) {
	b.t.Helper()
	b.do("sign in", shown("#field-email"), typed("#field-email", email), typed("#field-password", password),
		clicked(".door-card .btn-primary"), chromedp.WaitNotPresent(chromedp.CSS("#field-password"), nowAndThen))
}

func forbiddenPage(b *tab) {
	b.visit("/settings/users")
	require.Equal(b.t, "Not allowed", b.text("h1"))
	require.Contains(b.t, b.text("main"), "Missing permission: users:manage")
	require.Contains(b.t, b.text("main"), "Ask an owner for a role that has it.")
	looks(b, "error_403")
}

func missingPage(b *tab) {
	b.visit("/assets/00000000-0000-4000-8000-000000000000")
	require.Equal(b.t, "Not found", b.text("h1"))
	looks(b, "error_404")
	b.visit("/no/such/page")
	require.Equal(b.t, "Not found", b.text("h1"))
}

func brokenPage(b *tab, db *pgtest.DB) {
	owner := db.Pool("")
	_, err := owner.Exec(b.t.Context(), "alter table web.settings rename to settings_gone")
	require.NoError(b.t, err)
	b.visit("/settings/profile")
	require.Equal(b.t, "Something went wrong on our side", b.text("h1"))
	require.Contains(b.t, eval[string](b, `document.querySelector("#details").textContent`), "Request ")
	require.NotContains(b.t, b.text("body"), "settings_gone")
	require.NotContains(b.t, b.text("body"), "does not exist", "what the database said stays inside")
	looks(b, "error_500")
	_, err = owner.Exec(b.t.Context(), "alter table web.settings_gone rename to settings")
	require.NoError(b.t, err)
	b.click("try again", ".empty-action .btn-primary", "#field-name")
	require.Equal(b.t, "/settings/profile", b.location())
}

// What somebody typed while his session ran out is still there after signing in.
func expiredPage(b *tab, db *pgtest.DB) {
	expire := func() {
		_, err := db.Pool("").Exec(b.t.Context(), "update web.sessions set last_seen_at = last_seen_at - interval '13 hours'")
		require.NoError(b.t, err)
	}
	b.visit("/settings/profile")
	b.do("type", chromedp.Clear("#field-name"), typed("#field-name", "Ann of the day"))
	expire()
	b.click("save", `form:has(#field-name) .btn-primary`, ".door-card")
	require.Contains(b.t, b.text("main"), "what you typed is kept")
	signInAs(b, "ann@example.com")
	require.Contains(b.t, b.text("main"), "Ann of the day")
	b.click("send it again", ".door-card .btn-primary", ".alert-success")

	expire()
	b.visit("/assets?q=server")
	require.Contains(b.t, b.text("main"), "You were signed out because nothing was done for a while.")
	looks(b, "error_expired")
	signInAs(b, "ann@example.com")
	require.Equal(b.t, "/assets?q=server", b.location())
}

func databaseDown(b *tab, server *pgtest.Instance) {
	b.visit("/assets")
	server.Stop(b.t)
	b.visit("/assets")
	require.Equal(b.t, "The database does not answer", b.text("h1"))
	require.Contains(b.t, b.text("main"), "Nothing was lost.")
	require.Contains(b.t, b.text("main"), "goes on by itself")
	looks(b, "error_database")
	server.Start(b.t)
	b.do("it goes on by itself", shown(".app-bar"))
	require.Equal(b.t, "/assets", b.location())
}
