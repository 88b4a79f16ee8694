package http

import (
	"context"
	"errors"
	"sync"
	"time"

	"coresync/domain"
	"coresync/domain/event"
	"coresync/http/api"

	"github.com/google/uuid"
)

// fakeConnections has one connection, thing(5), and notes what it is told.
type fakeConnections struct {
	mu       sync.Mutex
	drafts   []api.ConnectionDraft
	patches  []api.ConnectionPatch
	assets   []string
	schedule []api.Schedule
	previews []bool
	limits   []api.Limits
	returns  []api.SignInReturn
}

func newFakeConnections() *fakeConnections { return &fakeConnections{} }

func connection() api.Connection {
	run := thing(60)
	return api.Connection{
		ID: thing(5), Name: "Head office", Region: "Simulator", BaseURL: "http://127.0.0.1:9000", Grant: "client_credentials",
		ClientID: "client", SecretSetAt: ago(time.Hour), SecretSetBy: "cli:root", DashboardDomain: "portal.example.com",
		State: "reconnect_required", Message: "Reconnect.", LastRun: &run, LastSync: ago(time.Hour), Version: 3,
		Schedule: api.Schedule{Frequency: "daily", Zone: "Europe/Berlin", NextAt: ago(-time.Hour)},
		Limits:   api.Limits{Devices: 20, Percent: 5, Few: 2},
	}
}

func known(id uuid.UUID, n int, noun string) error {
	if id != thing(n) {
		return domain.NotFound(noun)
	}
	return nil
}

func (f *fakeConnections) List(_ context.Context, _ api.Scope, l api.List) (api.Answer[api.Page[api.Connection]], error) {
	return answerOf(pageBy([]api.Connection{connection()}, l, func(c api.Connection) string { return c.Name })), nil
}

func (f *fakeConnections) Get(_ context.Context, _ api.Scope, id uuid.UUID) (api.Answer[api.Connection], error) {
	return answerOf(connection()), known(id, 5, "connection")
}

func (f *fakeConnections) Create(_ context.Context, _ api.Command, d api.ConnectionDraft) (api.Written, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.drafts = append(f.drafts, d)
	id := thing(6)
	return api.Written{ID: &id, Position: at(4712), Version: 1}, nil
}

func (f *fakeConnections) Update(_ context.Context, _ api.Command, id uuid.UUID, p api.ConnectionPatch) (api.Written, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.patches = append(f.patches, p)
	return api.Written{ID: &id, Position: at(4712), Version: 4}, known(id, 5, "connection")
}

func (f *fakeConnections) Remove(_ context.Context, _ api.Command, id uuid.UUID, assets string) (api.Written, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.assets = append(f.assets, assets)
	return api.Written{ID: &id, Position: at(4712)}, known(id, 5, "connection")
}

func (f *fakeConnections) Try(_ context.Context, d api.ConnectionDraft) ([]api.Check, error) {
	switch {
	case d.ClientSecret == "":
		return nil, domain.Invalid([]domain.Fault{{Pointer: "/client_secret", Code: "required", Message: "Enter the client secret."}})
	case d.Grant == "authorization_code":
		return nil, &domain.Error{Code: domain.CodeConflict, Reason: "needs_sign_in", Message: "A person has to sign in."}
	case d.ClientSecret == "wrong":
		return []api.Check{{Name: "token", Outcome: "failed", Message: "NinjaOne does not know client " + d.ClientID}}, nil
	}
	return []api.Check{{Name: "token", Outcome: "ok"}, {Name: "organizations", Outcome: "ok", Message: "47 organizations are visible."}}, nil
}

func (f *fakeConnections) Test(_ context.Context, _ api.Scope, id uuid.UUID) ([]api.Check, error) {
	return []api.Check{{Name: "token", Outcome: "ok", Message: "A token was given."}}, known(id, 5, "connection")
}

func (f *fakeConnections) Checks(_ context.Context, _ api.Scope, id uuid.UUID) ([]api.Check, error) {
	return []api.Check{
		{Name: "token", Outcome: "ok", Message: "A token was given."},
		{Name: "scope_monitoring", Outcome: "failed", Message: "Enable the scope Monitoring in NinjaOne."},
	}, known(id, 5, "connection")
}

func (f *fakeConnections) Connect(_ context.Context, _ api.Command, id uuid.UUID) (string, error) {
	return "https://eu.ninjarmm.com/ws/oauth/authorize?state=s", known(id, 5, "connection")
}

func (f *fakeConnections) SignedIn(_ context.Context, r api.SignInReturn) (api.SignedIn, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.returns = append(f.returns, r)
	done := api.SignedIn{Tenant: thing(1), Connection: thing(5), Actor: "token:1", Name: "<Head> office"}
	switch r.State {
	case "good":
		return done, nil
	case "no refresh":
		done.Warning = "It will stop working in 60 minutes."
		return done, nil
	case "broken":
		return done, errors.New("a driver's text")
	}
	return api.SignedIn{}, &domain.Error{Code: domain.CodeForbidden, Reason: "sign_in_over", Message: "This sign-in is not known."}
}

func (f *fakeConnections) SetSchedule(_ context.Context, _ api.Command, id uuid.UUID, s api.Schedule) (api.Written, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.schedule = append(f.schedule, s)
	return api.Written{ID: &id, Position: at(4712), Version: 4}, known(id, 5, "connection")
}

func (f *fakeConnections) SetLimits(_ context.Context, _ api.Command, id uuid.UUID, l api.Limits) (api.Written, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.limits = append(f.limits, l)
	return api.Written{ID: &id, Position: at(4712), Version: 4}, known(id, 5, "connection")
}

func (f *fakeConnections) Sync(_ context.Context, _ api.Command, id uuid.UUID, preview bool) (api.Started, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.previews = append(f.previews, preview)
	return api.Started{Run: thing(60), Joined: len(f.previews) > 1, State: "running", Position: at(4711)}, known(id, 5, "connection")
}

// fakeRuns has one run, thing(60), and notes what is asked. steps, when set, feeds Watch.
type fakeRuns struct {
	filters []api.ChangeFilter
	undos   []bool
	steps   chan api.Progress
	fail    error
}

func run() api.Run {
	end := at(4700)
	return api.Run{
		ID: thing(60), Connection: api.Ref{ID: thing(5), Name: "Head office"}, Trigger: "first", State: "held", Preview: true,
		Step: "devices", StartedAt: noon, EndedAt: &noon, OrganizationsMatched: 23, OrganizationsUnmatched: 2,
		ContactsFound: 412, ContactsOffered: 31, ContactsLinked: 320, ContactsCreated: 44, ContactsIgnored: 9,
		Reason: "limits", Message: "Look at it, then release it.", Position: &end,
		Exceeded: []api.Exceeded{{
			Thing: "device", Kind: "missing", Organization: 7, Name: "Acme", Count: 212, Of: 230, Limit: "20",
			Message: "212 of 230 devices of Acme would go missing (limit 20)",
		}},
		Listings: []api.Listing{
			{Kind: "devices", Complete: true, StartedAt: &noon, EndedAt: &noon, Pages: 1, Rows: 400, Position: 4690, Root: "ab",
				Organizations: []api.ListedOrganization{{Organization: 7, Devices: 230, Digest: "cd", Position: 4000}}},
			{Kind: "roles", Reason: "not_offered", Position: 4691},
		},
		Outlook: &api.Outlook{Mapped: 1, Review: 1, Unmatched: 1, Organizations: []api.OutlookOrganization{
			{OrganizationID: 7, Name: "Acme", Status: "mapped", Customer: &api.Ref{ID: thing(7), Name: "Acme Inc"}, Score: 100},
			{OrganizationID: 8, Name: "Bolt", Status: "auto_matched", Customer: &api.Ref{ID: thing(8), Name: "Bolts"}, Score: 92, Evidence: "one letter differs"},
			{OrganizationID: 9, Name: "Core", Status: "unmatched"},
		}},
		Counts: event.SyncCounts{
			Found: 400, Created: 398, Skipped: 1, Failed: 1, SkippedReasons: map[string]int{"pending": 1},
			FailedReasons: map[string]int{"too_large": 1}, Organizations: 25, EventsAppended: 812,
		},
	}
}

func (f *fakeRuns) List(_ context.Context, _ api.Scope, _ api.RunFilter, l api.List) (api.Answer[api.Page[api.Run]], error) {
	return answerOf(pageBy([]api.Run{run()}, l, func(r api.Run) string { return r.ID.String() })), nil
}

func (f *fakeRuns) Get(_ context.Context, _ api.Scope, id uuid.UUID) (api.Answer[api.Run], error) {
	return answerOf(run()), known(id, 60, "run")
}

func (f *fakeRuns) Changes(_ context.Context, _ api.Scope, id uuid.UUID, filter api.ChangeFilter, l api.List) (api.Answer[api.Page[api.Change]], error) {
	f.filters = append(f.filters, filter)
	return answerOf(pageBy([]api.Change{
		{ID: "device:402", Kind: "moved", Thing: "device", NinjaID: 402, Device: 402, Name: "LAPTOP-1", Organization: 7,
			Asset: &api.Ref{ID: thing(402), Name: "LAPTOP-1"}, Fields: []api.FieldChange{
				{Field: "organizationId", Old: "7", New: "8"}, {Field: "references.assignedOwner", Personal: true},
			}},
		{ID: "presence:402", Kind: "presence", Thing: "device", NinjaID: 402},
	}, l, func(c api.Change) string { return c.Kind })), known(id, 60, "run")
}

func (f *fakeRuns) Groups(_ context.Context, _ api.Scope, id uuid.UUID) (api.Answer[api.ChangeGroups], error) {
	return answerOf(api.ChangeGroups{
		Total: 3, Kinds: []api.ChangeGroup{{Thing: "device", Kind: "moved", Count: 3}},
		Organizations: []api.ChangeGroup{{Thing: "device", Kind: "moved", Organization: 7, Count: 3}},
		Fields:        []api.ChangeGroup{{Thing: "device", Field: "organizationId", Count: 3}},
	}), known(id, 60, "run")
}

func (f *fakeRuns) Organizations(_ context.Context, _ api.Scope, id uuid.UUID, l api.List) (api.Answer[api.Page[api.RunOrganization]], error) {
	devices := 18
	return answerOf(pageBy([]api.RunOrganization{
		{Organization: 7, Name: "Acme", Devices: &devices, Missing: 212, Held: true, Exceeded: run().Exceeded, Complete: true},
		{Organization: 8, Name: "Bolt", Created: 3, Changed: 1, Moved: 2, Reason: "The run broke off (unreachable), so none of its devices may be called missing."},
	}, l, func(o api.RunOrganization) string { return o.Name })), known(id, 60, "run")
}

func (f *fakeRuns) Log(_ context.Context, _ api.Scope, id uuid.UUID) (api.Answer[[]api.RunStep], error) {
	return answerOf([]api.RunStep{
		{At: noon, Kind: api.StepStarted, Message: "It was asked for and began.", By: "user:" + thing(1).String()},
		{At: noon, Kind: api.StepListed, Message: "Listed devices: 400 rows in 4 pages."},
		{At: noon, Kind: api.StepWaited, Message: "NinjaOne asked us to wait 30 s, while it listed devices."},
		{At: noon, Kind: api.StepHeld, Message: "It waits for a person: 212 of 230 devices of Acme would go missing.", Position: 4700},
	}), known(id, 60, "run")
}

func (f *fakeRuns) Release(_ context.Context, _ api.Command, id uuid.UUID, only api.ChangeFilter) (api.Written, error) {
	f.filters = append(f.filters, only)
	return api.Written{ID: &id, Position: at(4712)}, known(id, 60, "run")
}

func (f *fakeRuns) Discard(_ context.Context, _ api.Command, id uuid.UUID) (api.Written, error) {
	return api.Written{ID: &id, Position: at(4712)}, known(id, 60, "run")
}

func (f *fakeRuns) Cancel(_ context.Context, _ api.Command, id uuid.UUID) (api.Written, error) {
	return api.Written{ID: &id, Position: at(4712)}, known(id, 60, "run")
}

func (f *fakeRuns) Undo(_ context.Context, _ api.Command, id uuid.UUID, _ api.ChangeFilter, preview bool) (api.Undone, error) {
	f.undos = append(f.undos, preview)
	return api.Undone{Run: id, Preview: preview, Restored: 3, Position: at(4712), Kept: []api.Change{
		{ID: "device:9", Kind: "changed", Thing: "device", NinjaID: 9, Device: 9},
	}}, known(id, 60, "run")
}

func (f *fakeRuns) Watch(ctx context.Context, _ api.Scope, _ uuid.UUID, yield func(api.Progress) error) error {
	for {
		select {
		case p, ok := <-f.steps:
			if !ok {
				return f.fail
			}
			if err := yield(p); err != nil {
				return err
			}
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}
