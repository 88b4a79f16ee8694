package ninjaone

import (
	"bytes"
	"encoding/json"
	"iter"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"coresync/adapters/ninjasim"
)

// simBundle is a client that talks to a simulator.
type simBundle struct {
	*Client
	sim   *ninjasim.Sim
	clock *clock
	ids   []int64 // the approved devices
}

// simulate starts a simulator with faults and a client for it.
func simulate(t *testing.T, sim ninjasim.Config, change ...func(*Config)) *simBundle {
	t.Helper()
	b := &simBundle{clock: newClock()}
	sim.Clock = b.clock.Now
	b.sim = ninjasim.New(sim)
	srv := httptest.NewServer(b.sim.Handler())
	t.Cleanup(srv.Close)
	cfg := Config{
		BaseURL: srv.URL, AllowLoopback: true, Grant: ClientCredentials,
		ClientID: ninjasim.DefaultClientID, Secret: StaticSecret(ninjasim.DefaultClientSecret),
		Now: b.clock.Now, Sleep: b.clock.Sleep, Retry: RetrySettings{Budget: time.Hour},
	}
	for _, f := range change {
		f(&cfg)
	}
	c, err := New(cfg)
	require.NoError(t, err)
	t.Cleanup(c.Close)
	b.Client = c
	for _, d := range b.sim.Devices() {
		if d.Status.String() == "APPROVED" {
			b.ids = append(b.ids, int64(d.ID))
		}
	}
	require.NotEmpty(t, b.ids)
	return b
}

// detailed lists all devices a hundred a page.
func (b *simBundle) detailed(t *testing.T) listed {
	return read(b.Devices(t.Context(), DeviceQuery{ListQuery: ListQuery{PageSize: 100, Ahead: true}, Detailed: true, Expand: []Expand{ExpandWarranty}}))
}

func TestSimulatorListsAreRead(t *testing.T) {
	t.Parallel()
	b := simulate(t, ninjasim.Config{})
	require.NoError(t, b.Test(t.Context()).Err())
	got := b.detailed(t)
	require.NoError(t, got.err)
	require.Equal(t, b.ids, got.ids)
	for _, row := range got.rows {
		require.True(t, json.Valid([]byte(row)), row)
	}
	for name, list := range map[string]iter.Seq2[*Page, error]{
		"organizations":          b.Organizations(t.Context(), ListQuery{PageSize: 10}),
		"detailed organizations": b.OrganizationsDetailed(t.Context(), ListQuery{PageSize: 10}),
	} {
		require.Len(t, read(list).ids, len(b.sim.Organizations()), name)
	}
	require.NotEmpty(t, read(b.Locations(t.Context(), ListQuery{PageSize: 7})).ids)
	require.Equal(t, b.ids[3:5], read(b.DevicesByID(t.Context(), b.ids[3:5], false)).ids)
	org := b.sim.Organizations()[0]
	require.NotEmpty(t, read(b.OrganizationDevices(t.Context(), int64(org.ID), ListQuery{})).ids)
	for _, report := range []Report{LoggedOnUsers, ComputerSystems, OperatingSystems, DeviceHealth} {
		seen := map[string]bool{}
		reported := read(b.Query(t.Context(), report, ReportQuery{PageSize: 50}))
		require.NoError(t, reported.err, report)
		require.Greater(t, len(reported.pages), 1, report)
		for _, row := range reported.rows {
			require.False(t, seen[row], "%s: %s twice", report, row)
			seen[row] = true
		}
	}
}

func TestSimulatorWholeListsAreRead(t *testing.T) {
	t.Parallel()
	b := simulate(t, ninjasim.Config{})
	for name, list := range map[string]func() (*Page, error){
		"users":        func() (*Page, error) { return b.Users(t.Context(), UserQuery{IncludeRoles: true}) },
		"technicians":  func() (*Page, error) { return b.Technicians(t.Context()) },
		"end users":    func() (*Page, error) { return b.EndUsers(t.Context()) },
		"user roles":   func() (*Page, error) { return b.UserRoles(t.Context(), "") },
		"contacts":     func() (*Page, error) { return b.Contacts(t.Context()) },
		"policies":     func() (*Page, error) { return b.Policies(t.Context()) },
		"device roles": func() (*Page, error) { return b.DeviceRoles(t.Context()) },
	} {
		p, err := list()
		require.NoError(t, err, name)
		require.NotEmpty(t, p.Rows, name)
		require.Empty(t, p.Rejected, name)
	}
	users, err := b.Users(t.Context(), UserQuery{})
	require.NoError(t, err)
	require.Len(t, users.Rows, len(b.sim.Users()))
	device, err := b.Device(t.Context(), b.ids[0])
	require.NoError(t, err)
	require.Equal(t, b.ids[0], device.ID)
	_, err = b.Device(t.Context(), 1<<30)
	require.Equal(t, KindNotFound, KindOf(err))
}

// TestFaultsThatOnlyCostTime: each of these ends in the whole fleet.
func TestFaultsThatOnlyCostTime(t *testing.T) {
	t.Parallel()
	for _, faults := range [][]string{
		{"html-rate-limit=200,after=2,times=3"}, {"html-rate-limit=429,after=1"}, {"html-rate-limit,times=20"},
		{"retry-after=30,after=2,times=2"}, {"retry-after=date,after=1"},
		{"bad-gateway,after=1,times=3"}, {"html-instead-of-json,after=2,times=2"},
		{"truncated-json,after=1,times=2"}, {"truncated-json=abort,after=1,times=2"},
		{"duplicate-page=2"}, {"duplicate-page=3"}, {"empty-listing"},
		{"token-expire-after=2"}, {"tokens-revoked=3"}, {"unknown-class"},
		{"html-rate-limit=200,after=1", "bad-gateway,after=3", "token-expire-after=3", "duplicate-page=3"},
	} {
		b := simulate(t, ninjasim.Config{})
		for _, f := range faults {
			require.NoError(t, b.sim.ArmFault(f))
		}
		got := b.detailed(t)
		require.NoError(t, got.err, faults)
		require.Equal(t, b.ids, got.ids, faults)
		require.Empty(t, got.rejected, faults)
		require.NotEmpty(t, got.pages)
	}
}

// TestNothingIsLostAndNothingMadeUp: whatever faults strike, a listing gives the
// whole fleet and its end, or an error after whole pages of it.
func TestNothingIsLostAndNothingMadeUp(t *testing.T) {
	t.Parallel()
	b := simulate(t, ninjasim.Config{Devices: 60})
	outcomes := map[bool]int{}
	rapid.Check(t, func(rt *rapid.T) {
		b.sim.ClearFaults()
		names := rapid.SliceOfN(rapid.SampledFrom([]string{
			"html-rate-limit=200", "html-rate-limit=429", "retry-after=3", "bad-gateway", "html-instead-of-json", "truncated-json",
			"truncated-json=abort", "token-expire-after=1", "tokens-revoked=2", "duplicate-page=2", "duplicate-page=5", "empty-listing",
			"cut-listing=4", "missing-scope,times=1", "unknown-class",
		}), 0, 4).Draw(rt, "faults")
		for _, name := range names {
			if !strings.Contains(name, "page") && !strings.Contains(name, "listing") && !strings.Contains(name, "class") {
				name += ",after=" + itoa(rapid.Int64Range(0, 8).Draw(rt, "after")) + ",times=" + itoa(rapid.Int64Range(1, 4).Draw(rt, "times"))
			}
			require.NoError(rt, b.sim.ArmFault(strings.Replace(name, ",times=1,", ",", 1)))
		}
		got := read(b.Devices(t.Context(), DeviceQuery{ListQuery: ListQuery{PageSize: 10, Ahead: rapid.Bool().Draw(rt, "ahead")}}))
		outcomes[got.err == nil]++
		require.Equal(rt, b.ids[:len(got.ids)], append([]int64{}, got.ids...), "in order, each once")
		ended := len(got.pages) > 0 && got.pages[len(got.pages)-1].Last
		require.Equal(rt, got.err == nil, ended)
		if ended {
			require.Len(rt, got.ids, len(b.ids))
		}
	})
	require.Positive(t, outcomes[true])
	require.Positive(t, outcomes[false])
}

// TestFaultsThatEndTheListing: each of these ends in an error that says why, after
// nothing but whole pages.
func TestFaultsThatEndTheListing(t *testing.T) {
	t.Parallel()
	for fault, want := range map[string]Kind{
		"wrong-region": KindWrongRegion, "missing-scope": KindForbidden, "cut-listing=3": KindServer,
		"truncated-json,after=2,times=forever": KindTruncated, "html-instead-of-json,times=forever": KindNotJSON,
		"bad-gateway,after=1,times=forever": KindServer, "html-rate-limit=200,after=1,times=forever": KindRateLimited,
	} {
		b := simulate(t, ninjasim.Config{Faults: []string{fault}})
		got := b.detailed(t)
		require.Equal(t, want, KindOf(got.err), "%s: %v", fault, got.err)
		require.Zero(t, len(got.ids)%100, fault)
		require.Equal(t, b.ids[:len(got.ids)], slices.Clip(append([]int64{}, got.ids...)), fault)
		for _, p := range got.pages {
			require.False(t, p.Last)
		}
	}
}

func TestWrongCredentialsAndScopes(t *testing.T) {
	t.Parallel()
	for want, change := range map[Kind]func(*Config){
		KindBadCredentials: func(c *Config) { c.Secret = StaticSecret("not-the-secret") },
		KindWrongRegion:    func(c *Config) { c.ClientID = "unknown" },
		KindMissingScope:   func(c *Config) { c.Scopes = []string{"monitoring", "nonsense"} },
	} {
		b := simulate(t, ninjasim.Config{Devices: 5}, change)
		r := b.Test(t.Context())
		require.Equal(t, want, KindOf(r.Err()))
		require.Equal(t, CheckFailed, r.Checks[0].Status)
		require.NotEmpty(t, r.Checks[0].Hint)
	}
}

func TestHostileDevicesReachTheCaller(t *testing.T) {
	t.Parallel()
	b := simulate(t, ninjasim.Config{})
	for i, spec := range []string{"invalid-utf8", "nul-bytes=raw", "nul-bytes"} {
		require.NoError(t, b.sim.ArmFault(spec+",device="+itoa(b.ids[i])))
	}
	got := b.detailed(t)
	require.NoError(t, got.err)
	require.Equal(t, b.ids, got.ids)
	require.Empty(t, got.rejected)
	require.Contains(t, got.rows[0], "\"PC-\xff\xfe\xc3(-01\"")
	require.Contains(t, got.rows[1], "\"PC-\x00-01\"")
	require.Contains(t, got.rows[2], `"PC-\u0000-01"`)
}

func itoa(id int64) string {
	b, _ := json.Marshal(id)
	return string(b)
}

func TestAHugeDeviceIsLeftOutByName(t *testing.T) {
	t.Parallel()
	b := simulate(t, ninjasim.Config{Faults: []string{"huge-device"}})
	got := b.detailed(t)
	require.NoError(t, got.err)
	require.Equal(t, b.ids[1:], got.ids)
	require.Len(t, got.rejected, 1)
	require.Equal(t, b.ids[0], got.rejected[0].ID)
	var large *RowTooLargeError
	require.ErrorAs(t, got.rejected[0].Err, &large)
	require.Greater(t, large.Bytes, 10<<20)
}

// TestAMissingPageIsFoundByAsking: no client can see that rows were left out, but
// those who miss devices can ask for them.
func TestAMissingPageIsFoundByAsking(t *testing.T) {
	t.Parallel()
	b := simulate(t, ninjasim.Config{Faults: []string{"missing-page"}})
	got := b.detailed(t)
	require.NoError(t, got.err)
	require.Len(t, got.ids, len(b.ids)-100)
	missing := slices.DeleteFunc(slices.Clone(b.ids), func(id int64) bool { return slices.Contains(got.ids, id) })
	require.Equal(t, missing, read(b.DevicesByID(t.Context(), missing, true)).ids)
}

func TestTheSimulatorsRateLimitIsKept(t *testing.T) {
	t.Parallel()
	b := simulate(t, ninjasim.Config{RateLimit: 5})
	got := read(b.Devices(t.Context(), DeviceQuery{ListQuery: ListQuery{PageSize: 4}}))
	require.NoError(t, got.err)
	require.Equal(t, b.ids, got.ids)
	refused := 0
	for _, r := range b.sim.Requests() {
		if r.Status == http.StatusTooManyRequests {
			refused++
		}
	}
	require.Positive(t, refused)
	require.Less(t, refused, len(got.pages)/5)
}

// approve signs in at the simulator's consent page and returns the code.
func approve(t *testing.T, address string) string {
	t.Helper()
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer browser.CloseIdleConnections()
	res, err := browser.PostForm(address, url.Values{"decision": {"approve"}})
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	to, err := res.Location()
	require.NoError(t, err)
	require.Equal(t, "state-1", to.Query().Get("state"))
	return to.Query().Get("code")
}

// signIn connects by the authorization code.
func (b *simBundle) signIn(t *testing.T) {
	t.Helper()
	verifier := NewVerifier()
	done, err := b.Exchange(t.Context(), approve(t, b.AuthCodeURL("state-1", verifier)), verifier)
	require.NoError(t, err)
	require.True(t, done.CanRefresh)
}

func TestSET_11_to_13_ConnectAndStayConnected(t *testing.T) {
	t.Parallel()
	store := &memoryStore{}
	b := simulate(t, ninjasim.Config{}, byCode(store))
	require.ErrorIs(t, b.Test(t.Context()).Err(), ErrNotConnected)
	b.signIn(t)
	first := store.saved().Refresh.Reveal()
	for range 3 { // Three hours go by; the tokens are renewed by rotation.
		require.Equal(t, b.ids, b.detailed(t).ids)
		b.clock.advance(time.Hour)
		b.sim.Advance(time.Hour)
	}
	require.NotEqual(t, first, store.saved().Refresh.Reveal())
	require.NoError(t, b.sim.ArmFault("refresh-no-rotation"))
	kept := store.saved().Refresh.Reveal()
	b.clock.advance(time.Hour)
	b.sim.Advance(time.Hour)
	require.Equal(t, b.ids, b.detailed(t).ids)
	require.Equal(t, kept, store.saved().Refresh.Reveal())
	require.True(t, b.Test(t.Context()).OK())
}

func TestREC_01_RevokedInMidRunAndConnectedAgain(t *testing.T) {
	t.Parallel()
	b := simulate(t, ninjasim.Config{}, byCode(&memoryStore{}))
	b.signIn(t)
	require.NoError(t, b.sim.ArmFault("tokens-revoked=2"))
	got := b.detailed(t)
	require.ErrorIs(t, got.err, ErrReconnectRequired)
	require.Equal(t, b.ids[:200], got.ids, "whole pages before the end")
	require.ErrorIs(t, b.Test(t.Context()).Err(), ErrReconnectRequired)
	b.signIn(t)
	require.Equal(t, b.ids, b.detailed(t).ids)
}

// TestRowsAreTheBytesOfTheAnswer compares with a plain reading of the same answer.
func TestRowsAreTheBytesOfTheAnswer(t *testing.T) {
	t.Parallel()
	b := simulate(t, ninjasim.Config{Devices: 50})
	page, err := b.Technicians(t.Context())
	require.NoError(t, err)
	access, err := b.tokens.access(t.Context())
	require.NoError(t, err)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, b.BaseURL()+"/v2/user/technicians", nil)
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer "+access)
	res, err := b.http.Do(req)
	require.NoError(t, err)
	var whole bytes.Buffer
	_, err = whole.ReadFrom(res.Body)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	var plain []json.RawMessage
	require.NoError(t, json.Unmarshal(whole.Bytes(), &plain))
	require.Len(t, page.Rows, len(plain))
	for i := range plain {
		require.Equal(t, string(plain[i]), string(page.Rows[i].Raw))
	}
}
