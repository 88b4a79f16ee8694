package e2e

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"coresync/adapters/ninjasim"
	"coresync/adapters/postgres"
	"coresync/adapters/postgres/cluster"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// household is an installation with connections of both grants.
type household struct {
	*place
	sim     *simulator
	logs    *output
	printed *output
	api     website
	codes   []string // that NinjaOne gave to the browser, and their states
}

func newHousehold(t *testing.T) *household {
	t.Helper()
	h := &household{
		place: privatePlace(t), logs: &output{}, printed: &output{},
		sim: simulate(t, ninjasim.Config{Devices: 80, Orgs: 4, ClientSecret: typedSecret}),
	}
	for i, d := range h.sim.approved()[:5] {
		require.NoError(t, h.sim.SetLastUser(d.ID, []string{`PLANTED\quixotte.z`, "zebulon@planted.example", `PLANTED\o'hara "x"`, "Zoë Quixotte-Planted", "plantedusername"}[i]))
	}
	_, err := h.sim.AddUser(ninjasim.NewUser{FirstName: "Zebulon", LastName: "Plantedname", Email: "zebulon.plantedname@corp.example", Phone: "+15550177231"})
	require.NoError(t, err)
	return h
}

// verb runs a verb with everything logged; code is its exit code.
func (h *household) verb(code int, environment []string, args ...string) string {
	h.t.Helper()
	p := launchWith(h.t, environment, h.at(append(args, "--log-level", "debug", "--log-format", "json")...)...)
	require.Equal(h.t, code, p.wait(2*patience), "%v: %s", args, p.err)
	_, _ = h.printed.Write([]byte(p.out.String())) // never fails
	_, _ = h.logs.Write([]byte(p.err.String()))
	return p.out.String()
}

// connection adds one by the command line and returns its id.
func (h *household) connection(name, grant, secret string) uuid.UUID {
	h.t.Helper()
	out := h.verb(0, []string{"CORESYNC_CLIENT_SECRET=" + secret}, "connection", "add", "--json", "--name", name, "--grant", grant,
		"--region", "Simulator", "--base-url", h.sim.URL, "--client-id", ninjasim.DefaultClientID)
	var added struct{ ID uuid.UUID }
	decodeInto(h.t, out, &added)
	require.NotZero(h.t, added.ID)
	return added.ID
}

// signIn does what a person does in a browser: it opens the address that the command
// line prints, allows the access, and is sent back to the server.
func (h *household) signIn(connection uuid.UUID) {
	t := h.t
	t.Helper()
	address := strings.TrimSpace(h.verb(0, nil, "connection", "connect", connection.String(), "--public-url", h.api.address))
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := browser.PostForm(address, url.Values{"decision": {"approve"}})
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	back, err := answer.Location()
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(back.String(), h.api.address+"/api/integrations/ninja/callback?"), back)
	h.codes = append(h.codes, back.Query().Get("code"), back.Query().Get("state"))
	status, page := h.api.get(back.RequestURI())
	require.Equal(t, http.StatusOK, status, "%s", page)
	require.Contains(t, string(page), "Connected")
	status, page = h.api.get(back.RequestURI())
	require.Equal(t, http.StatusForbidden, status, "a second time: %s", page)
}

// work does what an installation does in a day.
func (h *household) work() {
	t := h.t
	t.Helper()
	h.directory()
	machine := h.connection("By the machine", "client_credentials", typedSecret)
	person := h.connection("By a person", "authorization_code", typedSecret)
	wrong := h.connection("With a typing error", "client_credentials", wrongSecret)
	var serve *process
	serve, h.api = h.serve("--log-level", "debug")
	h.api.heard = &output{}
	h.signIn(person)
	for range 2 {
		h.sim.arm(t, "token-expire-after=3")
		h.verb(0, nil, "sync", "run", "--wait", "--connection", machine.String())
		h.verb(0, nil, "sync", "run", "--wait", "--connection", person.String())
		h.verb(1, nil, "sync", "run", "--wait", "--connection", wrong.String())
	}
	h.verb(0, nil, "connection", "test", person.String())
	// A held run keeps what it found.
	for _, d := range h.sim.approved()[5:15] {
		require.NoError(t, h.sim.SetLastUser(d.ID, `PLANTED\staged.person`))
	}
	h.verb(3, nil, "sync", "run", "--wait", "--preview", "--connection", machine.String())
	h.look(person)
	serve.interrupt()
	require.Zero(t, serve.wait(patience))
	_, _ = h.logs.Write([]byte(serve.err.String()))
}

// directory imports the people of the PSA.
func (h *household) directory() {
	h.t.Helper()
	customers := [][]string{{"external_id", "name", "number", "domains", "city"}}
	contacts := [][]string{{"external_id", "customer_external_id", "name", "email", "phone"}}
	for _, c := range h.sim.Customers() {
		customers = append(customers, []string{c.ExternalID, c.Name, c.Number, strings.Join(c.Domains, ";"), c.City})
		for _, p := range c.Contacts {
			contacts = append(contacts, []string{p.ExternalID, p.CustomerExternalID, p.Name, p.Email, p.Phone})
		}
	}
	h.take("customers", customers)
	h.take("contacts", contacts)
}

func (h *household) take(kind string, rows [][]string) {
	h.t.Helper()
	var file bytes.Buffer
	require.NoError(h.t, csv.NewWriter(&file).WriteAll(rows))
	name := filepath.Join(h.t.TempDir(), kind+".csv")
	require.NoError(h.t, os.WriteFile(name, file.Bytes(), 0o600))
	h.verb(0, nil, "import", kind, name)
}

// look reads all that the API and the command line show.
func (h *household) look(connection uuid.UUID) {
	t := h.t
	t.Helper()
	for _, list := range []string{"assets", "organizations", "customers", "contacts", "contracts", "tickets", "sync-runs", "connections", "events", "tokens"} {
		for i, row := range h.api.list("/api/v1/" + list) {
			var one struct{ ID string }
			if json.Unmarshal(row, &one) == nil && one.ID != "" && i < 10 && list != "events" && list != "tokens" {
				status, body := h.api.get("/api/v1/" + list + "/" + one.ID)
				require.Equal(t, 200, status, "%s", body)
			}
		}
	}
	h.verb(0, nil, "audit", "head") // signs one
	for _, path := range []string{"session", "projections", "settings", "search?q=planted", "audit/head"} {
		status, body := h.api.get("/api/v1/" + path)
		require.Equal(t, 200, status, "%s: %s", path, body)
	}
	for _, path := range []string{"/metrics", "/readyz", "/healthz"} {
		require.Equal(t, 200, h.api.status(path))
	}
	for _, action := range []string{"test", "checks"} {
		status, body := h.api.send("POST", "/api/v1/connections/"+connection.String()+"/"+action, "")
		require.Equal(t, 200, status, "%s", body)
	}
	for _, verb := range []string{
		"connection list", "connection show " + connection.String(), "connection checks " + connection.String(), "sync list", "mapping list", "association list",
		"events list --limit 0", "history device 2", "token list", "projections status", "version",
	} {
		for _, form := range []string{"", " --json"} {
			h.verb(0, nil, strings.Fields(verb+form)...)
		}
	}
}

// spill collects what came out, and what is kept.
func (h *household) spill() spill {
	t := h.t
	t.Helper()
	found := spill{"logs": []byte(h.logs.String()), "printed": []byte(h.printed.String()), "answers": []byte(h.api.heard.String())}
	server, err := postgres.OpenPrivate(t.Context(), h.data, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	binaries, err := cluster.Find(t.Context())
	require.NoError(t, err)
	found["database"], err = exec.CommandContext(t.Context(), filepath.Join(binaries.Dir, "pg_dump"), server.URL()).Output()
	require.NoError(t, err)
	require.Contains(t, string(found["database"]), "COPY eventstore.events")
	require.NoError(t, server.Close(t.Context()))
	require.NoError(t, filepath.WalkDir(h.data, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || d.Name() == "master.key" {
			return err
		}
		found[path], err = os.ReadFile(path)
		return err
	}))
	require.Greater(t, len(found), 500, "the files of the database are among them")
	return found
}

// persons are values that tell who somebody is, and that no device is named after.
func (h *household) persons() []string {
	values := map[string]bool{}
	for _, u := range h.sim.Users() {
		values[u.Email], values[u.Phone] = true, true
	}
	for _, d := range h.sim.Devices() {
		values[d.LastUser] = true
	}
	for _, c := range h.sim.Customers() {
		for _, p := range c.Contacts {
			values[p.Email], values[p.Phone] = true, true
		}
	}
	var public strings.Builder
	for _, d := range h.sim.Devices() {
		public.WriteString(strings.ToLower(strings.Join([]string{d.DisplayName, d.SystemName, d.DNSName, d.NetBIOSName, d.Note}, "\n")) + "\n")
	}
	var all []string
	for value := range values {
		if len(value) >= 8 && !strings.Contains(public.String(), strings.ToLower(value)) {
			all = append(all, value)
		}
	}
	return all
}
