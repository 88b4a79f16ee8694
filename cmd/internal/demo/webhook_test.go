package demo_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"coresync/cmd/internal/demo"
	"coresync/domain/webhook"
	"coresync/http/api"
	"coresync/http/permission"
	"coresync/projections/outward"

	"github.com/google/uuid"
	standard "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"github.com/stretchr/testify/require"
)

// hookReceiver is a program of somebody else: it checks each signature by the library of
// Standard Webhooks, and keeps what it got.
type hookReceiver struct {
	*httptest.Server
	t *testing.T

	mu     sync.Mutex
	secret string
	answer int // 0: 204
	got    []gotHook
}

type gotHook struct {
	id     string
	replay bool
	body   string
	Type   string `json:"type"`
	Data   struct {
		Items  []webhook.Notice `json:"items"`
		People []outward.Person `json:"people"`
	} `json:"data"`
}

func receiveHooks(t *testing.T) *hookReceiver {
	r := &hookReceiver{t: t}
	r.Server = httptest.NewServer(r)
	t.Cleanup(r.Close)
	return r
}

func (h *hookReceiver) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	body, err := io.ReadAll(r.Body)
	key, wrong := standard.NewWebhook(h.secret)
	if err != nil || wrong != nil || key.Verify(body, r.Header) != nil {
		h.t.Error("what came was not signed with the secret")
	}
	g := gotHook{id: r.Header.Get("webhook-id"), replay: r.Header.Get("Coresync-Replay") == "true", body: string(body)}
	if err := json.Unmarshal(body, &g); err != nil {
		h.t.Error(err)
	}
	if h.answer != 0 {
		w.WriteHeader(h.answer)
		return
	}
	h.got = append(h.got, g)
	w.WriteHeader(http.StatusNoContent)
}

func (h *hookReceiver) set(secret string, answer int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.secret, h.answer = secret, answer
}

// all are what it got; those of a type with the things in them.
func (h *hookReceiver) all() []gotHook {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]gotHook(nil), h.got...)
}

// tell brings what happened to those who are to be told.
func tell(t *testing.T, d *demo.Demo) {
	t.Helper()
	require.NoError(t, d.App.CatchUp(t.Context(), d.Tenant))
	_, err := d.App.Outward.Pass(t.Context(), d.Tenant)
	require.NoError(t, err)
	_, err = d.App.Tell(t.Context())
	require.NoError(t, err)
}

// A program that is told everything has each asset as the API shows it, gets the names of
// contacts only as far as its maker may see them, and gets all once more as it was.
func TestAProgramIsToldWhatHappensWithARealReceiver(t *testing.T) {
	t.Parallel()
	d := startWith(t, demo.Options{Devices: 30, Orgs: 3, Seed: 1})
	to, hooks := receiveHooks(t), d.App.Services().Webhooks
	me := "user:" + owner(t, d).String()
	draft := api.WebhookDraft{Name: "CMDB", URL: to.URL + "/in?key=hidden", Kinds: api.WebhookKinds(), Batch: "run", All: true, Personal: true}
	made, err := hooks.Create(t.Context(), by(d, me), draft)
	require.NoError(t, err)
	to.set(made.Secret, 0)
	tell(t, d)
	_, err = d.Sync(t.Context())
	require.NoError(t, err)
	tell(t, d)
	first := to.all()
	require.NotEmpty(t, first)
	told := map[uuid.UUID]webhook.Fields{}
	for _, g := range first {
		for _, n := range g.Data.Items {
			if n.Subject.Type == "asset" {
				told[n.Subject.ID] = webhook.Apply(told[n.Subject.ID], n.Changes)
			}
		}
	}
	assets, err := d.App.Services().Assets.List(t.Context(), api.Scope{Tenant: d.Tenant}, api.AssetFilter{}, api.List{Limit: 500, Sort: api.Sort{By: "name"}})
	require.NoError(t, err)
	require.Len(t, told, len(assets.Data.Items))
	for _, a := range assets.Data.Items {
		f := told[a.ID]
		require.Equal(t, []any{a.Name, a.Status, a.Category}, []any{f["name"], f["status"], f["category"]}, a.ID)
	}
	last := first[len(first)-1].Data.Items
	require.Equal(t, webhook.RunFinished, last[len(last)-1].Type)

	contacts, err := d.App.Services().Contacts.List(t.Context(), api.Scope{Tenant: d.Tenant}, api.ContactFilter{}, api.List{Limit: 1, Sort: api.Sort{By: "customer"}})
	require.NoError(t, err)
	contact, asset := contacts.Data.Items[0], assets.Data.Items[0].ID
	assign := func(contact *uuid.UUID) {
		change := api.AssetChange{Assets: []uuid.UUID{asset}, Action: api.ChangeAssign, Contact: contact, OtherCustomer: true}
		if contact == nil {
			change.Action = api.ChangeUnassign
		}
		_, err := d.App.Services().Changes.Change(t.Context(), by(d, "test"), change)
		require.NoError(t, err)
	}
	set := draft
	set.URL, set.Batch = "", "each"
	_, err = hooks.Change(t.Context(), by(d, me), *made.ID, set)
	require.NoError(t, err)
	assign(nil)
	tell(t, d)
	assign(&contact.ID)
	tell(t, d)
	got := to.all()
	newest := got[len(got)-1]
	require.Equal(t, webhook.AssetAssigned, newest.Data.Items[0].Type)
	require.Equal(t, []outward.Person{{ID: contact.ID, Name: contact.Name, Email: contact.Email}}, newest.Data.People)

	_, err = hooks.Replay(t.Context(), by(d, me), *made.ID, 0)
	require.NoError(t, err)
	tell(t, d)
	again := to.all()[len(got):]
	require.Len(t, again, len(got))
	for i := range got {
		require.Equal(t, got[i].id, again[i].id)
		require.Equal(t, got[i].body, again[i].body)
		require.True(t, again[i].replay)
	}

	// Whoever made it may not see contacts any more.
	role := permission.BillingReadonly
	id, err := uuid.Parse(me[len("user:"):])
	require.NoError(t, err)
	_, err = d.App.Services().Users.Update(t.Context(), d.Tenant, "test", id, api.UserPatch{Role: &role})
	require.NoError(t, err)
	assign(nil)
	tell(t, d)
	assign(&contact.ID)
	tell(t, d)
	got = to.all()
	require.Empty(t, got[len(got)-1].Data.People)
	require.NotContains(t, got[len(got)-1].body, contact.Name)
}

// What went wrong is shown, a test says it at once, a new secret holds besides the one
// before, and neither address nor secret is in the log.
func TestAWebhookThatFailsIsSeenAndMended(t *testing.T) {
	t.Parallel()
	d := startWith(t, demo.Options{Devices: 5, Orgs: 1, Seed: 1})
	to, hooks, scope := receiveHooks(t), d.App.Services().Webhooks, api.Scope{Tenant: d.Tenant}
	made, err := hooks.Create(t.Context(), by(d, "cli:test"), api.WebhookDraft{Name: "CMDB", URL: to.URL + "/in?key=hidden", Kinds: api.WebhookKinds(), Batch: "each"})
	require.NoError(t, err)
	to.set(made.Secret, 0)
	tell(t, d)
	tested, err := hooks.Test(t.Context(), by(d, "cli:test"), *made.ID)
	require.NoError(t, err)
	require.True(t, tested.Taken)
	require.Equal(t, "coresync.test", to.all()[0].Type)
	to.set(made.Secret, 500)
	_, err = d.Sync(t.Context())
	require.NoError(t, err)
	tell(t, d)
	w, err := hooks.Get(t.Context(), scope, *made.ID)
	require.NoError(t, err)
	require.Equal(t, "failing", w.Data.State)
	require.Equal(t, to.URL, w.Data.Host)
	require.NotZero(t, w.Data.Backlog)
	sent, err := hooks.Deliveries(t.Context(), scope, *made.ID, api.List{Limit: 10})
	require.NoError(t, err)
	require.Equal(t, []any{"failing", 500, "the receiver answered 500"}, []any{sent.Items[0].State, sent.Items[0].Status, sent.Items[0].Message})
	renewed, err := hooks.Renew(t.Context(), by(d, "cli:test"), *made.ID)
	require.NoError(t, err)
	require.NotEqual(t, made.Secret, renewed.Secret)
	to.set(made.Secret, 0) // the receiver has the old one yet
	_, err = hooks.Resume(t.Context(), by(d, "cli:test"), *made.ID)
	require.NoError(t, err)
	tell(t, d)
	to.set(renewed.Secret, 0)
	_, err = hooks.Replay(t.Context(), by(d, "cli:test"), *made.ID, 0)
	require.NoError(t, err)
	tell(t, d)
	to.set(renewed.Secret, 410)
	_, err = hooks.Replay(t.Context(), by(d, "cli:test"), *made.ID, 0)
	require.NoError(t, err)
	tell(t, d)
	require.NoError(t, d.App.CatchUp(t.Context(), d.Tenant))
	w, err = hooks.Get(t.Context(), scope, *made.ID)
	require.NoError(t, err)
	require.Equal(t, []any{"paused", "gone"}, []any{w.Data.State, w.Data.Why})

	events, err := d.App.Services().Events.List(t.Context(), scope, api.EventFilter{StreamPrefix: "webhook/"}, api.List{Limit: 100, Sort: api.Sort{By: "position"}})
	require.NoError(t, err)
	written, err := json.Marshal(events.Data.Items)
	require.NoError(t, err)
	require.Contains(t, string(written), "WebhookSecretMade")
	for _, hidden := range []string{"hidden", made.Secret, renewed.Secret} {
		require.NotContains(t, string(written), hidden)
	}
	_, err = hooks.Remove(t.Context(), by(d, "cli:test"), *made.ID)
	require.NoError(t, err)
	_, err = hooks.Test(t.Context(), by(d, "cli:test"), *made.ID)
	require.Error(t, err)
}
