package bench

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"time"

	"coresync/cmd/internal/demo"
	"coresync/cmd/internal/pages"
	"coresync/domain/lifetime"
	web "coresync/http"
	"coresync/http/api"
)

// pageDevices is the fleet over which a page is to be there within its goal.
const pageDevices = 10_000

// pageRounds is how often each page is asked for after a warm-up.
const pageRounds = 20

// errNoPage says that an address leads to a page that is measured itself, or is where a
// form goes.
var errNoPage = errors.New("it shows nothing of its own")

// narrowed are lists under filters that people open often, beside all pages.
var narrowed = []string{"/assets?unassigned=true", "/assets?q=pc-7", "/search?q=pc-7", "/reports/devices?report=device-age", "/reports/devices?report=warranty-status"}

// addresses are all pages, and lists under filters.
func (s *Scratch) addresses(ctx context.Context, d *demo.Demo, open func(string) error) ([]string, error) {
	fill, err := pages.Demo{App: s.App, Tenant: d.Tenant, Connection: d.Connection}.Fill(ctx)
	if err != nil {
		return nil, err
	}
	all, lacking, err := pages.All(s.Services(), fill...)
	if err != nil {
		return nil, err
	}
	if len(lacking) > 0 {
		return nil, fmt.Errorf("no pages stand for %v: teach Fill of them", lacking)
	}
	all = slices.DeleteFunc(all, func(path string) bool { return errors.Is(open(path), errNoPage) })
	return append(all, narrowed...), nil
}

// Pages measures whole pages at the server, over a demo of 10,000 devices: the slowest one
// in twenty.
func Pages(ctx context.Context, o Options) (row Row, err error) {
	s, err := NewScratch(ctx)
	if err != nil {
		return Row{}, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	n := min(pageDevices, or(o.Devices, pageDevices))
	d, err := demo.Start(ctx, s.App, demo.Options{Devices: n, Orgs: n/40 + 2, Seed: 1})
	if err != nil {
		return Row{}, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if _, err := d.Sync(ctx); err != nil {
		return Row{}, err
	}
	open, err := s.signedIn(ctx)
	if err != nil {
		return Row{}, err
	}
	all, err := s.addresses(ctx, d, open)
	if err != nil {
		return Row{}, err
	}
	return slowest(o, "pages", n, 100, all, open)
}

// signedIn gives what opens a page as the workspace's owner.
func (s *Scratch) signedIn(ctx context.Context) (func(path string) error, error) {
	services := s.Services()
	link, err := services.Sessions.SetupLink(ctx, s.Tenant, "bench")
	if err != nil {
		return nil, err
	}
	session, err := services.Sessions.SetUp(ctx, link.Secret, api.SetupForm{
		Name: "Bench", Email: "bench@example.test", Password: "a password for a server that is thrown away", Workspace: "Bench", Timezone: "UTC",
	})
	if err != nil {
		return nil, err
	}
	server, err := web.NewServer(web.Config{Log: slog.New(slog.DiscardHandler)}, services)
	if err != nil {
		return nil, err
	}
	return func(path string) error {
		r := httptest.NewRequestWithContext(ctx, http.MethodGet, path, nil)
		r.Header.Set("Accept", "text/html")
		r.AddCookie(&http.Cookie{Name: "coresync_session", Value: string(session.Secret)})
		w := httptest.NewRecorder()
		server.ServeHTTP(w, r)
		switch {
		case w.Code > http.StatusOK && w.Code <= http.StatusBadRequest:
			return fmt.Errorf("page %s: %w", path, errNoPage)
		case w.Code != http.StatusOK && w.Code != http.StatusNotImplemented: // which says what is not set up here
			return fmt.Errorf("page %s answers %d: %s", path, w.Code, strings.TrimSpace(w.Body.String()[:min(w.Body.Len(), 200)]))
		}
		return nil
	}, nil
}

// slowest asks for each several times, and gives the 95th percentile of the slowest.
func slowest(o Options, name string, n int, goal float64, what []string, ask func(string) error) (Row, error) {
	row := Row{Name: name, N: n, Unit: "ms", Goal: goal, AtMost: true}
	for _, each := range what {
		var times []float64
		for round := range pageRounds + 2 {
			began := time.Now()
			if err := ask(each); err != nil {
				return Row{}, err
			}
			if round >= 2 {
				times = append(times, time.Since(began).Seconds())
			}
		}
		slices.Sort(times)
		p95 := times[len(times)*95/100]
		o.notef("%s %s: p50 %.1f ms, p95 %.1f ms", name, each, 1000*times[len(times)/2], 1000*p95)
		if p95 > row.Seconds {
			row.Seconds, row.PerSecond, row.Ratio = p95, 1/p95, 1000*p95
			row.Note = fmt.Sprintf("p95 of the slowest of %d, %s", len(what), each)
		}
	}
	return row.judge(), nil
}

// lists measures each sort and each filter of the list of assets as its page asks for
// them: the rows and the numbers beside the filters.
func (s *Scratch) lists(ctx context.Context, o Options, n int) ([]Row, error) {
	filters := map[string]api.AssetFilter{
		"none": {}, "category": {Categories: []string{"Server"}}, "status": {Statuses: []string{"available"}}, "connectivity": {Connectivity: []string{"offline"}},
		"source": {Source: "manual"}, "missing": {Missing: new(bool)}, "no customer": {NoCustomer: true}, "unassigned": {Unassigned: true},
		"age": {Ages: []lifetime.Band{lifetime.Band5}}, "warranty": {Warranties: []lifetime.Warranty{lifetime.WarrantyExpired}}, "physical": {Physical: true},
		"search": {}, "organization": {Organization: 7}, "tag": {Tags: []string{"loaner"}}, "two tags": {Tags: []string{"vip", "site 7"}},
	}
	ask := func(f api.AssetFilter, sort, q string) error {
		scope, assets := api.Scope{Tenant: s.Tenant}, s.Services().Assets
		by, descending := strings.CutPrefix(sort, "-")
		if _, err := assets.List(ctx, scope, f, api.List{Limit: 100, Uncounted: true, Q: q, Sort: api.Sort{By: by, Descending: descending}}); err != nil {
			return err
		}
		_, err := assets.Facets(ctx, scope, f, q, api.MostFacets{Customers: 10, Tags: 100})
		return err
	}
	var names []string
	for name := range filters {
		names = append(names, name)
	}
	slices.Sort(names)
	filtered, err := slowest(o, "asset_filters", n, 200, names, func(name string) error {
		if name == "search" {
			return ask(api.AssetFilter{}, "name", "pc-77")
		}
		return ask(filters[name], "name", "")
	})
	if err != nil {
		return nil, err
	}
	sorts := []string{"name", "-name", "manufacturer", "model", "serial_number", "category", "status", "connectivity", "customer", "organization", "os", "-last_contact", "first_seen", "warranty_end"}
	sorted, err := slowest(o, "asset_sorts", n, 200, sorts, func(sort string) error { return ask(api.AssetFilter{}, sort, "") })
	return []Row{filtered, sorted}, err
}
