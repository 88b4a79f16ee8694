package service

import (
	"context"
	"errors"
	"time"

	"coresync/adapters/poller"
	"coresync/domain"
	"coresync/eventstore"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/connection"
	"coresync/projections/mapping"

	"github.com/google/uuid"
)

// runs implements api.Runs over the poller's own table, which knows runs that go on.
type runs struct {
	log    *eventstore.Store
	poller *poller.Poller
	port   ConnectionPort
	reads
	watch  func(run uuid.UUID) (<-chan poller.Progress, func())
	models *projections.Engine // knows the rules in force
	groups *runGroups
}

// List implements api.Runs: the newest first.
func (s runs) List(ctx context.Context, scope api.Scope, f api.RunFilter, l api.List) (api.Answer[api.Page[api.Run]], error) {
	if scope.AsOf != nil {
		return s.listPast(ctx, scope, f, l)
	}
	filter := poller.RunFilter{Connection: f.Connection, State: f.State, EndedAfter: f.EndedAfter, Limit: l.Limit + 1}
	if len(l.After) > 0 {
		before, err := uuid.Parse(l.After[0])
		if err != nil {
			return api.Answer[api.Page[api.Run]]{}, errCursor
		}
		filter.Before = before
	}
	list, err := s.poller.Runs(ctx, scope.Tenant, filter)
	if err != nil {
		return api.Answer[api.Page[api.Run]]{}, err
	}
	return answer(ctx, s.reads, scope, []string{connection.Name, mapping.Name}, func(r *projections.Reading) (api.Page[api.Run], error) {
		page, known := api.Page[api.Run]{Items: []api.Run{}}, runConnections{}
		for i, run := range list {
			if i == l.Limit {
				page.Next = []string{list[i-1].ID.String()}
				break
			}
			of, err := known.of(ctx, r, run.Connection, f.Bare)
			if err != nil {
				return page, err
			}
			page.Items = append(page.Items, s.view(r, run, of))
		}
		return page, nil
	})
}

// Get implements api.Runs.
func (s runs) Get(ctx context.Context, scope api.Scope, id uuid.UUID) (api.Answer[api.Run], error) {
	if scope.AsOf != nil {
		return s.getPast(ctx, scope, id)
	}
	run, err := s.find(ctx, scope.Tenant, id)
	if err != nil {
		return api.Answer[api.Run]{}, err
	}
	return answer(ctx, s.reads, scope, []string{connection.Name, mapping.Name}, func(r *projections.Reading) (api.Run, error) {
		of, err := runConnections{}.of(ctx, r, run.Connection, false)
		view := s.view(r, run, of)
		if err == nil {
			view.Apart, err = s.apart(ctx, r, run)
		}
		if err == nil {
			view.Listings, err = s.listings(ctx, run)
		}
		if err == nil {
			view.Held, err = s.held(ctx, run, eventstore.Query{})
		}
		if err == nil {
			view.Outlook, err = s.outlook(ctx, r, run)
		}
		if ahead := view.Outlook; ahead != nil && view.OrganizationsMatched+view.OrganizationsUnmatched == 0 { // no read model knows them yet
			view.OrganizationsMatched, view.OrganizationsUnmatched = ahead.Mapped, ahead.Review+ahead.Unmatched
		}
		return view, err
	})
}

// listings are the proofs of a run.
func (s runs) listings(ctx context.Context, run poller.Run) ([]api.Listing, error) {
	proofs, err := s.poller.Proofs(ctx, run)
	var all []api.Listing
	for _, p := range proofs {
		l := api.Listing{
			Kind: string(p.Kind), Complete: p.Complete, Reason: p.Reason, StartedAt: when(p.StartedAt), EndedAt: when(p.EndedAt),
			Pages: p.Pages, Rows: p.Rows, Position: p.Position, Root: p.Root,
		}
		for _, o := range p.Organizations {
			l.Organizations = append(l.Organizations, api.ListedOrganization{
				Organization: o.Organization, Devices: o.Devices, Digest: o.Digest, Position: o.Position,
			})
		}
		all = append(all, l)
	}
	return all, err
}

func (s runs) find(ctx context.Context, tenant, id uuid.UUID) (poller.Run, error) {
	run, err := s.poller.Run(ctx, tenant, id)
	var none *poller.NoRunError
	if errors.As(err, &none) {
		return run, domain.NotFound("run")
	}
	return run, err
}

func (s runs) view(r *projections.Reading, run poller.Run, of runConnection) api.Run {
	view := api.Run{
		ID: run.ID, Connection: api.Ref{ID: run.Connection, Name: of.name}, Trigger: run.Trigger, State: run.State, Preview: run.Preview,
		Step: run.Step, StartedAt: run.StartedAt, StartedBy: run.StartedBy, EndedAt: when(run.EndedAt), Counts: run.Counts,
		Reason: run.Reason, Message: run.Message,
		OrganizationsMatched: of.matched, OrganizationsUnmatched: of.unmatched,
		ContactsFound: of.offers.Found, ContactsOffered: of.offers.Offered,
		ContactsLinked: of.offers.Linked, ContactsCreated: of.offers.Created, ContactsIgnored: of.offers.Ignored,
	}
	view.Exceeded = exceededOf(run)
	view.Waiting = s.progress(run.Progress()).Waiting
	if run.Position > 0 {
		view.Position = &api.Position{Epoch: r.Standing().Epoch, N: run.Position}
	}
	return view
}

// exceededOf are the limits that a run goes beyond.
func exceededOf(run poller.Run) (all []api.Exceeded) {
	for _, e := range run.Exceeded {
		all = append(all, api.Exceeded{
			Thing: string(e.Thing), Kind: string(e.Kind), Organization: e.Organization, Name: e.Name,
			Count: e.Count, Of: e.Of, Limit: e.Limit, Message: e.String(),
		})
	}
	return all
}

// watchPoll is how often a run that another process drives is looked at.
const watchPoll = time.Second

// Watch implements api.Runs: at once and after each page, from this process's own
// runs as they go, from others' by looking.
func (s runs) Watch(ctx context.Context, scope api.Scope, id uuid.UUID, yield func(api.Progress) error) error {
	pages, stop := s.watch(id)
	defer stop()
	tick := time.NewTicker(watchPoll)
	defer tick.Stop()
	for {
		run, err := s.find(ctx, scope.Tenant, id)
		if err != nil {
			return err
		}
		if err := yield(s.progress(run.Progress())); err != nil {
			return err
		}
		if run.Ended() || run.State == poller.StateHeld {
			return nil
		}
		select {
		case p := <-pages:
			if err := yield(s.progress(p)); err != nil {
				return err
			}
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (s runs) progress(p poller.Progress) api.Progress {
	at := api.Progress{
		Run: p.Run, State: p.State, Step: p.Step, Done: p.Done, Total: p.Total, Message: p.Message, At: p.At,
	}
	if w, is := s.poller.Waiting(p); is {
		at.Waiting = &api.Waiting{Until: w.Until(), Message: w.String()}
	}
	return at
}
