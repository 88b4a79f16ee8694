package ninjasim_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"coresync/adapters/ninjasim"
)

// answer is what came back, headers included.
type answer struct {
	status int
	header http.Header
	body   string
	err    error
}

func (b *bundle) answer(path string) answer {
	b.t.Helper()
	resp := b.do(http.MethodGet, path, nil)
	defer func() { require.NoError(b.t, resp.Body.Close()) }()
	body, err := io.ReadAll(resp.Body)
	return answer{resp.StatusCode, resp.Header, string(body), err}
}

func TestFaultsOfOneAnswer(t *testing.T) {
	t.Parallel()
	for spec, check := range map[string]func(t *testing.T, a answer){
		"html-rate-limit": func(t *testing.T, a answer) {
			require.Equal(t, 429, a.status)
			require.Regexp(t, `(?i)rate\s*limit|too\s*many\s*requests`, a.body)
		},
		"html-rate-limit=200": func(t *testing.T, a answer) {
			require.Equal(t, 200, a.status)
			require.Contains(t, a.header.Get("Content-Type"), "text/html")
			require.Regexp(t, `(?i)rate\s*limit`, a.body)
		},
		"retry-after=7": func(t *testing.T, a answer) {
			require.Equal(t, 429, a.status)
			require.Equal(t, "7", a.header.Get("Retry-After"))
		},
		"retry-after=date": func(t *testing.T, a answer) {
			_, err := http.ParseTime(a.header.Get("Retry-After"))
			require.NoError(t, err)
		},
		"bad-gateway": func(t *testing.T, a answer) {
			require.Equal(t, 502, a.status)
			require.Contains(t, a.body, "nginx")
		},
		"truncated-json": func(t *testing.T, a answer) {
			require.NoError(t, a.err)
			require.Equal(t, 200, a.status)
			require.False(t, json.Valid([]byte(a.body)))
		},
		"truncated-json=abort": func(t *testing.T, a answer) { require.ErrorIs(t, a.err, io.ErrUnexpectedEOF) },
		"html-instead-of-json": func(t *testing.T, a answer) {
			require.Equal(t, 200, a.status)
			require.Contains(t, a.body, "Sign in")
		},
		"empty-listing": func(t *testing.T, a answer) { require.Equal(t, "[]", a.body) },
	} {
		t.Run(spec, func(t *testing.T) {
			t.Parallel()
			b := setup(t, ninjasim.Config{Devices: 40, Faults: []string{spec + ",after=1"}})
			b.ok("/v2/devices")
			check(t, b.answer("/v2/devices"))
			b.ok("/v2/devices")
		})
	}
}

func TestFaultTimesRouteAndClear(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 40})
	require.NoError(t, b.sim.ArmFault("bad-gateway,route=/v2/queries/*,times=2"))
	b.ok("/v2/organizations")
	require.Equal(t, 502, b.answer("/api/v2/queries/device-health").status, "every prefix reaches the same route")
	require.Equal(t, []string{"bad-gateway,route=/v2/queries/*,times=2"}, b.sim.Faults())
	require.Equal(t, 502, b.answer("/v2/queries/logged-on-users").status)
	b.ok("/v2/queries/logged-on-users")
	require.Empty(t, b.sim.Faults(), "used up")
	require.NoError(t, b.sim.ArmFault("missing-scope,times=forever"))
	require.Equal(t, 403, b.answer("/v2/users").status)
	b.sim.ClearFaults()
	b.ok("/v2/users")
}

func TestFaultsOfListings(t *testing.T) {
	t.Parallel()
	list := func(b *bundle) (ids []int, failed int) {
		for after := 0; ; {
			a := b.answer("/v2/devices-detailed?pageSize=10&after=" + itoa(after))
			if a.status != http.StatusOK {
				return ids, a.status
			}
			var page []struct{ ID int }
			require.NoError(t, json.Unmarshal([]byte(a.body), &page))
			for _, d := range page {
				ids = append(ids, d.ID)
			}
			if len(page) < 10 {
				return ids, 0
			}
			after = page[len(page)-1].ID
		}
	}
	b := setup(t, ninjasim.Config{Devices: 40})
	all, _ := list(b)
	require.Len(t, all, 40)

	require.NoError(t, b.sim.ArmFault("duplicate-page=2"))
	twice, _ := list(b)
	require.Equal(t, append(append([]int{}, all[:10]...), all...), twice)

	require.NoError(t, b.sim.ArmFault("missing-page=3"))
	without, _ := list(b)
	require.Equal(t, append(append([]int{}, all[:20]...), all[30:]...), without)

	require.NoError(t, b.sim.ArmFault("cut-listing=3"))
	for range 2 {
		cut, status := list(b)
		require.Equal(t, all[:20], cut)
		require.Equal(t, 500, status)
	}
	b.sim.ClearFaults()
	whole, _ := list(b)
	require.Equal(t, all, whole)
}

func TestFaultsOfTokens(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 40, Faults: []string{"token-expire-after=3"}})
	for range 3 {
		b.ok("/v2/organizations")
	}
	require.Equal(t, 401, b.answer("/v2/organizations").status)
	b.signIn()
	b.ok("/v2/organizations")

	require.NoError(t, b.sim.ArmFault("wrong-region"))
	status, body := b.form("/ws/oauth/token", credentials())
	require.Equal(t, 404, status)
	require.Contains(t, body, "Client app not exist")
	b.sim.ClearFaults()

	c := b.config("monitoring", "offline_access")
	tok, err := c.Exchange(t.Context(), b.consent(c.AuthCodeURL("s"), "approve").Query().Get("code"))
	require.NoError(t, err)
	form := credentials("grant_type", "refresh_token", "refresh_token", tok.RefreshToken)
	require.NoError(t, b.sim.ArmFault("refresh-no-rotation"))
	for range 2 {
		status, body = b.form("/ws/oauth/token", form)
		require.Equal(t, 200, status)
		require.NotContains(t, body, "refresh_token")
	}
	require.NoError(t, b.sim.ArmFault("refresh-dead"))
	status, body = b.form("/ws/oauth/token", form)
	require.Equal(t, 400, status)
	require.Equal(t, `{"error":"invalid_token"}`, body)
	b.sim.ClearFaults()
	require.NoError(t, b.sim.ArmFault("tokens-revoked=0"))
	require.Equal(t, 401, b.answer("/v2/organizations").status)
	status, _ = b.form("/ws/oauth/token", form)
	require.Equal(t, 400, status)
}

func TestFaultsOfDevices(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 40})
	whole := b.ok("/v2/devices-detailed")
	for spec, check := range map[string]func(body string){
		"unknown-class":         func(body string) { require.Contains(t, body, `"nodeClass":"QUANTUM_TOASTER"`) },
		"unknown-class=CLOUD_X": func(body string) { require.Contains(t, body, `"nodeClass":"CLOUD_X"`) },
		"huge-device":           func(body string) { require.Greater(t, len(body), 10<<20) },
		"huge-device=5000":      func(body string) { require.Equal(t, len(whole)+len(`,"notes":[{"text":""}]`)+5000, len(body)) },
		"invalid-utf8":          func(body string) { require.False(t, utf8.ValidString(body)) },
		"nul-bytes":             func(body string) { require.Contains(t, body, `\u0000`) },
		"nul-bytes=raw":         func(body string) { require.Contains(t, body, "\x00") },
		"invalid-utf8,device=" + itoa(b.sim.Devices()[7].ID): func(body string) {
			require.Less(t, len(whole)/10, strings.Index(body, "\xff"))
		},
	} {
		require.NoError(t, b.sim.ArmFault(spec), spec)
		check(b.ok("/v2/devices-detailed"))
		b.sim.ClearFaults()
		require.Equal(t, whole, b.ok("/v2/devices-detailed"))
	}
	require.ErrorIs(t, b.sim.ArmFault("nul-bytes,device=999999"), ninjasim.ErrNotFound)
}

func TestFaultsOfWrites(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 40})
	patch := func() int {
		status, _ := drain(t, b.do(http.MethodPatch, "/v2/user/role/3/add-members", strings.NewReader("[]")))
		return status
	}
	require.Equal(t, 200, patch())
	require.NoError(t, b.sim.ArmFault("must-be-admin"))
	require.Equal(t, 403, patch())
	b.sim.ClearFaults()
	require.NoError(t, b.sim.ArmFault("user-context-required"))
	require.Equal(t, 403, patch())
	c := b.config("management")
	tok, err := c.Exchange(t.Context(), b.consent(c.AuthCodeURL("s"), "approve").Query().Get("code"))
	require.NoError(t, err)
	b.token = tok.AccessToken
	require.Equal(t, 200, patch(), "a person stands behind this token")
}

func TestSlowAnswersEndWithTheRequest(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 40, Faults: []string{"slow=1h,route=/v2/users"}, Latency: time.Millisecond})
	b.ok("/v2/organizations")
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, b.url+"/v2/users", nil)
	require.NoError(t, err)
	_, err = (&http.Client{Timeout: 20 * time.Millisecond}).Do(r)
	require.Error(t, err)
}

func TestRateLimitCountsRealSeconds(t *testing.T) {
	t.Parallel()
	wall := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	b := setup(t, ninjasim.Config{Devices: 40, RateLimit: 2, Clock: func() time.Time { return wall }})
	require.Equal(t, 200, b.answer("/v2/organizations").status)
	require.Equal(t, 200, b.answer("/v2/organizations").status)
	a := b.answer("/v2/organizations")
	require.Equal(t, 429, a.status)
	require.Contains(t, a.body, "Too many requests")
	wall = wall.Add(time.Second)
	require.Equal(t, 200, b.answer("/v2/organizations").status)
}
