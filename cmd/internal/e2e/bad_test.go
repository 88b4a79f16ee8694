package e2e

import (
	"strings"
	"testing"

	"coresync/adapters/ninjasim"
	"coresync/adapters/ninjasim/oauth"
	"coresync/adapters/poller"
	"coresync/domain/event"

	"github.com/stretchr/testify/require"
)

// broken is a fault that ends a run.
type broken struct {
	name   string
	faults []string
	spoil  func(s *story) (mend func())
	reason string
	says   string // what the message tells to do
}

var faultsThatEndARun = []broken{
	{name: "wrong credentials", reason: "bad_credentials", says: "Administration > Apps > API", spoil: func(s *story) func() {
		s.secret = "another"
		return func() { s.secret = ninjasim.DefaultClientSecret }
	}},
	{name: "wrong region", faults: []string{"wrong-region"}, reason: "wrong_region", says: "region"},
	{name: "missing scope", reason: "missing_scope", says: "Monitoring", spoil: func(s *story) func() {
		s.clientID = "narrow"
		return func() { s.clientID = ninjasim.DefaultClientID }
	}},
	{name: "missing permission", faults: []string{"missing-scope"}, reason: "forbidden", says: "authorise the connection as a System Administrator"},
	{name: "truncated JSON", faults: []string{"truncated-json,route=/v2/devices-detailed,after=1,times=forever"}, reason: "truncated", says: "try again later"},
	{name: "a broken connection", faults: []string{"truncated-json=abort,route=/v2/devices-detailed,after=1,times=forever"}, reason: "truncated", says: "try again later"},
	{name: "HTML instead of JSON", faults: []string{"html-instead-of-json,route=/v2/locations,times=forever"}, reason: "not_json", says: "try again later"},
	{name: "the listing is cut", faults: []string{"cut-listing=3"}, reason: "server", says: "try again later"},
	{name: "a gateway without a server", faults: []string{"bad-gateway,route=/v2/organizations,times=forever"}, reason: "server", says: "try again later"},
	{name: "429 without end", faults: []string{"retry-after=30,after=2,times=forever"}, reason: "rate_limited", says: "the next try comes later and slower"},
	{name: "HTML of a rate limit without end", faults: []string{"html-rate-limit=200,after=2,times=forever"}, reason: "rate_limited", says: "the next try comes later and slower"},
	{name: "a page twice without end", faults: []string{"duplicate-page=2,times=forever", "duplicate-page=3,times=forever"}, reason: "listing_does_not_advance", says: "Try again later"},
	{name: "a page is missing", faults: []string{"missing-page=2"}, reason: "listing_incomplete", says: "sync again"},
	{name: "a page is always missing", faults: []string{"missing-page=2,times=forever"}, reason: "listing_incomplete", says: "sync again"},
	{name: "no devices", faults: []string{"empty-listing,times=2,route=/v2/devices-detailed"}, reason: "listing_incomplete", says: "sync again"},
	{name: "no organizations", faults: []string{"empty-listing,times=2,route=/v2/organizations"}, reason: "listing_incomplete", says: "sync again"},
	{name: "no locations", faults: []string{"empty-listing,times=2,route=/v2/locations"}, reason: "listing_incomplete", says: "sync again"},
	{name: "no contacts", faults: []string{"empty-listing,route=/v2/contacts"}, reason: "listing_incomplete", says: "sync again"},
	{name: "no users", faults: []string{"empty-listing,route=/v2/users"}, reason: "listing_incomplete", says: "sync again"},
	{name: "no roles", faults: []string{"empty-listing,route=/v2/user/roles"}, reason: "listing_incomplete", says: "sync again"},
	{name: "nobody answers", reason: "unreachable", says: "check name resolution, firewall and proxy", spoil: func(s *story) func() {
		former := s.address
		s.address = "http://127.0.0.1:1"
		return func() { s.address = former }
	}},
}

func TestAFaultThatEndsARunLeavesSyncFailedAlone(t *testing.T) {
	t.Parallel()
	s := tell(t, ninjasim.Config{Devices: 70, Orgs: 4, Clients: []oauth.Client{
		{ID: "narrow", Secret: ninjasim.DefaultClientSecret, Scopes: []string{"management"}},
	}})
	s.completes(event.SyncCounts{Found: 70, Created: 70})
	devices := s.sim.approved()
	require.Greater(t, len(devices), len(faultsThatEndARun))
	for i, b := range faultsThatEndARun {
		s.since()
		require.NoError(t, s.sim.Rename(devices[i].ID, "NEW-NAME"))
		s.sim.arm(t, b.faults...)
		mend := func() {}
		if b.spoil != nil {
			mend = b.spoil(s)
		}
		failed := s.fails()
		require.Equal(t, b.reason, failed.Reason, b.name)
		require.Contains(t, failed.Message, b.says, b.name)
		require.NotContains(t, failed.Message, ninjasim.DefaultClientSecret, b.name)
		mend()
		s.sim.ClearFaults()
		s.completes(event.SyncCounts{Found: 70, Changed: 1, Unchanged: 69})
	}
	s.matchesAQuietSync()
}

// fails runs a sync that must fail and leave one event.
func (s *story) fails() *event.SyncFailed {
	s.t.Helper()
	run := s.sync()
	require.Equal(s.t, poller.StateFailed, run.State)
	events := s.since()
	require.Len(s.t, events, 1)
	payload, err := s.app.Store.Registry().Decode(events[0])
	require.NoError(s.t, err)
	failed, is := payload.(*event.SyncFailed)
	require.True(s.t, is, "%s", events[0].Type)
	require.Equal(s.t, run.Message, failed.Message)
	return failed
}

// A first run appends page by page: what it has seen stays, and the next one finds
// the rest.
func TestABrokenFirstRunIsGoneOnWith(t *testing.T) {
	t.Parallel()
	for fault, pages := range map[string]int{
		"truncated-json,route=/v2/devices-detailed,after=2,times=forever":       2,
		"html-instead-of-json,route=/v2/devices-detailed,after=1,times=forever": 1,
		"cut-listing=4": 3,
	} {
		t.Run(strings.FieldsFunc(fault, func(r rune) bool { return r == ',' || r == '=' })[0], func(t *testing.T) {
			t.Parallel()
			s := tell(t, ninjasim.Config{Devices: 70, Orgs: 4})
			s.sim.arm(t, fault)
			run := s.sync()
			require.Equal(t, poller.StateFailed, run.State)
			seen := pages * pageRows
			require.Equal(t, event.SyncCounts{Found: seen, Created: seen}, headline(run.Counts))
			devices := 0
			for _, e := range s.since() {
				if e.Type == "DeviceObserved" {
					devices++
				}
			}
			require.Equal(t, seen, devices)
			s.sim.ClearFaults()
			s.completes(event.SyncCounts{Found: 70, Created: 70 - seen, Unchanged: seen})
			s.matchesAQuietSync()
		})
	}
}

// Each of these costs time, and nothing else.
func TestAFaultThatGoesByCostsNothing(t *testing.T) {
	t.Parallel()
	for name, faults := range map[string][]string{
		"429 storm":           {"retry-after=30,after=1,times=3", "html-rate-limit,after=6,times=12", "html-rate-limit=200,after=30,times=4"},
		"a page twice":        {"duplicate-page=2,times=forever"},
		"truncated once":      {"truncated-json,route=/v2/devices-detailed,after=1", "truncated-json=abort,route=/v2/users"},
		"a gateway that fell": {"bad-gateway,after=3,times=2"},
		"a token that ended":  {"token-expire-after=4", "tokens-revoked=8"},
		"no logons reported":  {"empty-listing,route=/v2/queries/logged-on-users"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := tell(t, ninjasim.Config{Devices: 70, Orgs: 4})
			if name != "no logons reported" { // a first run would know less
				s.sim.arm(t, faults...)
			}
			s.completes(event.SyncCounts{Found: 70, Created: 70})
			s.sim.ClearFaults()
			s.since()
			s.sim.arm(t, faults...)
			s.completes(event.SyncCounts{Found: 70, Unchanged: 70})
			for _, e := range s.since() {
				require.Contains(t, []event.Type{"ListingCompleted", "SyncCompleted"}, e.Type)
			}
			s.sim.ClearFaults()
			s.matchesAQuietSync()
		})
	}
}
