package http

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"coresync/domain"
	"coresync/domain/asset"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// oneAsset answers with an asset as a test wants it, and notes what people did to it.
type oneAsset struct {
	*assetsFake
	asset api.Asset
	sets  []api.AssetPatch
}

func (f *oneAsset) Get(context.Context, api.Scope, uuid.UUID) (api.Answer[api.Asset], error) {
	return answerOf(f.asset), nil
}

func (f *oneAsset) Update(_ context.Context, _ api.Command, _ uuid.UUID, p api.AssetPatch) (api.Written, error) {
	f.sets = append(f.sets, p)
	return api.Written{Position: at(4712)}, nil
}

func assetOfATest(change func(*api.Asset)) *oneAsset {
	a := notebook()
	a.ID, a.Version = thing(402), 12
	change(&a)
	return &oneAsset{assetsFake: fakeAssets(), asset: a}
}

func serveAsset(t *testing.T, of *oneAsset, more ...func(*Services)) *Server {
	t.Helper()
	return newServer(t, func(_ *Config, services *Services) {
		services.Assets = of
		for _, change := range more {
			change(services)
		}
	})
}

var assetPage = "/assets/" + thing(402).String()

// Each field has a small mark of whose it is, with the words for who does not see it.
func TestFLD_EachFieldIsMarkedWithItsSource(t *testing.T) {
	t.Parallel()
	of := assetOfATest(func(a *api.Asset) {
		a.Sources = map[string]string{"name": "hand", "manufacturer": "ninjaone", "model": "kept", "serial_number": "import", "customer": "computed"}
	})
	page := browse(serveAsset(t, of), "GET", assetPage, "owner", nil).Body.String()
	marks := regexp.MustCompile(`<span class="source-mark" title="([^"]*)"><span aria-hidden="true">(.)</span><span class="visually-hidden">([^<]*)</span></span>`).FindAllStringSubmatch(page, -1)
	got := map[string]string{}
	for _, m := range marks {
		require.Equal(t, m[1], m[3], "eyes and screen readers are told the same")
		got[m[2]+" "+m[1]] = ""
	}
	require.Len(t, marks, 5)
	require.Equal(t, map[string]string{
		"✎ by hand": "", "N from NinjaOne": "", "✎ by hand, on the asset that people keep": "", "⇥ from a file": "", "ƒ computed": "",
	}, got)
}

// Archive is a status that a person sets. Taken out again, a synced asset is as NinjaOne has it.
func TestAssetsAreArchivedAndTakenOut(t *testing.T) {
	t.Parallel()
	of := assetOfATest(func(a *api.Asset) { a.Locks = nil })
	s := serveAsset(t, of)
	text := words(t, s, assetPage)
	says(t, text, "Merge…", "Ignore in sync", "Archive")
	require.NotContains(t, text, "Take out of the archive")
	archive := func(form url.Values) string {
		t.Helper()
		w := browse(s, "POST", assetPage+"/archive", "technician", form)
		require.Equal(t, 303, w.Code, w.Body)
		return w.Header().Get("Location")
	}
	require.Equal(t, assetPage, archive(nil))
	archived := string(asset.StatusArchived)
	require.Equal(t, []api.AssetPatch{{Status: &archived}}, of.sets)

	of.asset.Status, of.asset.Locks = archived, []api.AssetLock{{Field: "status", Value: archived}}
	text = words(t, s, assetPage)
	says(t, text, "Take out of the archive")
	archive(url.Values{"back": {"1"}})
	require.Len(t, of.sets, 1, "its lock is taken away")
	of.asset.Device = nil // kept by hand: it has a status of its own
	archive(url.Values{"back": {"1"}})
	require.Equal(t, api.AssetPatch{Status: new(string(asset.StatusAvailable))}, of.sets[1])
	require.NotContains(t, words(t, s, assetPage), "Ignore in sync", "no sync has it")
	require.NotContains(t, browse(s, "GET", assetPage, "auditor", nil).Body.String(), "/archive")
}

// Tickets of whoever has the asset stand on its page, for who may see tickets.
func TestTicketsOfItsContactStandOnThePageOfAnAsset(t *testing.T) {
	t.Parallel()
	tickets := fakeTickets()
	tickets.things = append(tickets.things, kept[api.Ticket]{thing(61), 1, api.Ticket{Number: "T-7", Subject: "No <b>sound</b>", Status: "open"}})
	with := func(has *Services) { has.Tickets = tickets }
	s := serveAsset(t, assetOfATest(func(*api.Asset) {}), with)
	text := words(t, s, assetPage+"?tab=tickets")
	says(t, text, "Tickets of its contact", "T-7 No <b>sound</b>")
	require.Equal(t, thing(31), tickets.filters[len(tickets.filters)-1].Contact)
	looked := len(tickets.filters)
	nobody := serveAsset(t, assetOfATest(func(a *api.Asset) { a.Contact = nil }), with)
	says(t, words(t, nobody, assetPage+"?tab=tickets"), "No tickets")
	require.Len(t, tickets.filters, looked, "nobody has it, so nothing is looked for")
}

// coverOf has these entitlements.
type coverOf struct {
	fakeWarranties
	has api.AssetWarranty
}

func (f coverOf) Of(context.Context, api.Scope, uuid.UUID) (api.Answer[api.AssetWarranty], error) {
	return answerOf(f.has), nil
}

// Entitlements lie on a line of time with the present day, each where its days are.
func TestREP_10_EntitlementsLieOnALineOfTime(t *testing.T) {
	t.Parallel()
	cover := coverOf{newFakeWarranties(), api.AssetWarranty{On: "2026-03-31", State: "active", End: "2027-03-31", CoveredToday: true, Entitlements: []api.Warranty{
		{ID: thing(3), Source: "ninjaone", Start: "2023-03-31", End: "2025-03-31", State: "expired"},
		{ID: thing(4), Source: "hand", Name: hostile, Start: "2025-03-31", End: "2027-03-31", State: "active", Counts: true},
		{ID: thing(5), Source: "hand", Name: "No end is known", Start: "2025-03-31", State: "unknown"},
	}}}
	page := browse(serveAsset(t, assetOfATest(func(*api.Asset) {}), func(has *Services) { has.Warranties = cover }), "GET", assetPage+"?tab=warranty", "owner", nil).Body.String()
	line := regexp.MustCompile(`(?s)<div class="card-body warranty-line.*?</svg>`).FindString(page)
	require.NotEmpty(t, line, "the line of time")
	spans := regexp.MustCompile(`<rect class="([^"]*)" x="([^"]*)"[^>]* width="([^"]*)"`).FindAllStringSubmatch(line, -1)
	require.Len(t, spans, 3, line)
	require.Equal(t, []string{"warranty-expired", "0.0", "50.0"}, spans[0][1:])
	require.Equal(t, []string{"warranty-active", "50.0", "50.0"}, spans[1][1:])
	require.Equal(t, []string{"warranty-today", "75.0"}, spans[2][1:3], "the day that it is reckoned on")
	require.Contains(t, line, `aria-hidden="true"`, "its days stand in the table")
	require.NotContains(t, page, "<script>alert")
}

// observedEvents are the newest observations of a device.
type observedEvents struct {
	newest []string
	asked  *[]api.EventFilter
}

func (f observedEvents) List(_ context.Context, _ api.Scope, filter api.EventFilter, _ api.List) (api.Answer[api.EventPage], error) {
	*f.asked = append(*f.asked, filter)
	var page api.EventPage
	for i, text := range f.newest {
		page.Items = append(page.Items, api.Event{Position: int64(4711 - i), RecordedAt: noon, Type: "DeviceObserved", Payload: json.RawMessage(text)})
	}
	return answerOf(page), nil
}

// The raw observation is what NinjaOne said last, member by member, beside what it said before;
// whatever it says does no harm.
func TestTheRawObservationShowsWhatIsNew(t *testing.T) {
	t.Parallel()
	var asked []api.EventFilter
	name, err := json.Marshal(hostile)
	require.NoError(t, err)
	observed := func(newest ...string) func(*Services) {
		return func(has *Services) { has.Events = observedEvents{newest: newest, asked: &asked} }
	}
	raw := assetPage + "/raw"
	of := assetOfATest(func(a *api.Asset) { a.Name = hostile })
	s := serveAsset(t, of, observed(
		`{"device":{"displayName":`+string(name)+`,"id":9007199254740993,"tags":["a",null],"os":{"name":"Windows 11"},`+string(name)+`:true}}`,
		`{"device":{"displayName":"PC","id":9007199254740993,"os":{"name":"Windows 11"},"gone":1}}`))
	w := browse(s, "GET", raw, "owner", nil)
	require.Equal(t, 200, w.Code)
	page := w.Body.String()
	require.NotContains(t, page, "<script>alert")
	require.NotContains(t, page, "<img src=x")
	require.Contains(t, page, "<del><span class=\"visually-hidden\">before: </span><bdi>PC</bdi></del>")
	says(t, words(t, s, raw), "Position 4,711", "before it position 4,710", "device.id 9007199254740993", "device.displayName changed before: PC <script>alert(1)",
		"device.tags[0] added a", "device.tags[1] added null", "device.gone removed before: 1")
	require.Equal(t, 5, strings.Count(page, `<tr class="changed">`), "what is as before is not marked")
	require.Equal(t, []string{"DeviceObserved"}, asked[0].Types)
	require.Equal(t, "device/"+thing(5).String()+"/402", asked[0].Stream)

	says(t, words(t, serveAsset(t, of, observed(`{"device":{"id":1}}`)), raw), "it is the first one", "device.id 1")
	says(t, words(t, serveAsset(t, of, observed()), raw), "Nothing was observed")
	looked := len(asked)
	says(t, words(t, serveAsset(t, assetOfATest(func(a *api.Asset) { a.Device = nil }), observed(`{}`)), raw), "Nothing was observed")
	require.Len(t, asked, looked, "no device, no stream")
	require.Equal(t, 404, browse(newServer(t), "GET", "/assets/"+thing(9).String()+"/raw", "owner", nil).Code)
	require.Equal(t, 403, browse(s, "GET", raw, "member", nil).Code)
	require.Contains(t, browse(s, "GET", assetPage, "owner", nil).Body.String(), raw)
	require.NotContains(t, browse(s, "GET", assetPage, "member", nil).Body.String(), raw)
}

// The parts of an asset are links, so that each has an address and needs no script.
func TestThePartsOfAnAssetAreLinks(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	for tab, want := range map[string][]string{
		"":           {"Fields", "Timeline"},
		"identities": {"What it is made of", "NinjaOne device 402", "The first one", "Serial numbers", "5CD1234", "OLD<1> Former", "Names"},
		"users":      {"Users seen", `EXAMPLE\jdoe 75 %`, "60 days, until", "Erased 5 %", "less than a day, until"},
		"warranty":   {"Warranty", "Not covered from 2025-01-01"},
		"tickets":    {"Tickets of its contact"},
		"unheard":    {"Fields", "Timeline"},
	} {
		address := assetPage
		if tab != "" {
			address += "?tab=" + tab
		}
		says(t, words(t, s, address), want...)
		page := browse(s, "GET", address, "owner", nil).Body.String()
		require.Equal(t, 1, strings.Count(page, `class="tab active"`), tab)
		require.NotContains(t, page, "<script>alert")
		if tab != "unheard" {
			require.Regexp(t, `class="tab active" href="`+regexp.QuoteMeta(address)+`" aria-current="page"`, page)
		}
	}
	require.NotContains(t, browse(s, "GET", assetPage, "member", nil).Body.String(), "Raw observation")
}

// unlinking notes what is unlinked, or refuses it.
type unlinking struct {
	fakeDecisions
	got     *[][2]uuid.UUID
	refused error
}

func (f unlinking) Unlink(ctx context.Context, c api.Command, id, record uuid.UUID) (api.Written, error) {
	if f.refused != nil {
		return api.Written{}, f.refused
	}
	*f.got = append(*f.got, [2]uuid.UUID{id, record})
	return f.fakeDecisions.Unlink(ctx, c, id, record)
}

// A record is taken out of its asset, which ends a merge and what a rule linked.
func TestARecordIsUnlinked(t *testing.T) {
	t.Parallel()
	var got [][2]uuid.UUID
	of := assetOfATest(func(a *api.Asset) {
		a.Records = []api.AssetRecord{{ID: thing(402), Source: "ninjaone", DeviceID: 402, Current: true}, {ID: thing(403), Source: "ninjaone", DeviceID: 403, Rule: asset.LinkedBySerial}, {ID: thing(404), Source: "manual", Rule: asset.LinkedByPerson}}
	})
	serve := func(refused error) *Server {
		return serveAsset(t, of, func(has *Services) { has.Decisions = unlinking{fakeDecisions{}, &got, refused} })
	}
	s := serve(nil)
	text := words(t, s, assetPage+"?tab=identities")
	says(t, text, "By rule: same serial number and maker, and the former id fell silent", "Somebody said that it is the same", "Unlink")
	require.NotContains(t, browse(s, "GET", assetPage+"?tab=identities", "auditor", nil).Body.String(), "/unlink")
	w := browse(s, "POST", assetPage+"/unlink", "technician", url.Values{"record": {thing(402).String()}})
	require.Equal(t, assetPage+"?tab=identities", w.Header().Get("Location"), w.Body)
	require.Equal(t, [][2]uuid.UUID{{thing(402), thing(402)}}, got)

	w = browse(s, "POST", assetPage+"/unlink", "technician", url.Values{"record": {"first"}})
	require.Equal(t, http.StatusBadRequest, w.Code)
	w = browse(serve(domain.NotFound("record")), "POST", assetPage+"/unlink", "technician", url.Values{"record": {thing(405).String()}})
	require.Equal(t, http.StatusNotFound, w.Code, "it is none of the asset's records")
	require.Len(t, got, 1)
}
