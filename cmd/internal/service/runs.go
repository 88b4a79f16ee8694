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
	"coresync/projections/suggestion"

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
	filter := poller.RunFilter{Connection: f.Connection, State: f.State, Limit: l.Limit + 1}
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
		page := api.Page[api.Run]{Items: []api.Run{}}
		for i, run := range list {
			if i == l.Limit {
				page.Next = []string{list[i-1].ID.String()}
				break
			}
			view, err := s.view(ctx, r, run)
			if err != nil {
				return page, err
			}
			page.Items = append(page.Items, view)
		}
		return page, nil
	})
}

// Get implements api.Runs.
func (s runs) Get(ctx context.Context, scope api.Scope, id uuid.UUID) (api.Answer[api.Run], error) {
	run, err := s.find(ctx, scope.Tenant, id)
	if err != nil {
		return api.Answer[api.Run]{}, err
	}
	return answer(ctx, s.reads, scope, []string{connection.Name, mapping.Name}, func(r *projections.Reading) (api.Run, error) {
		view, err := s.view(ctx, r, run)
		if err == nil {
			view.Apart, err = s.apart(ctx, r, run)
		}
		if err == nil {
			view.Listings, err = s.listings(ctx, run)
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

func (s runs) view(ctx context.Context, r *projections.Reading, run poller.Run) (api.Run, error) {
	view := api.Run{
		ID: run.ID, Connection: api.Ref{ID: run.Connection}, Trigger: run.Trigger, State: run.State, Preview: run.Preview,
		Step: run.Step, StartedAt: run.StartedAt, EndedAt: when(run.EndedAt), Counts: run.Counts,
		Reason: run.Reason, Message: run.Message,
	}
	for _, e := range run.Exceeded {
		view.Exceeded = append(view.Exceeded, api.Exceeded{
			Thing: string(e.Thing), Kind: string(e.Kind), Organization: e.Organization, Name: e.Name,
			Count: e.Count, Of: e.Of, Limit: e.Limit, Message: e.String(),
		})
	}
	if c, err := connection.Get(ctx, r, run.Connection); err == nil {
		view.Connection.Name = c.Name
	} else if domain.ErrorCode(err) != domain.CodeNotFound {
		return view, err
	}
	if run.Position > 0 {
		view.Position = &api.Position{Epoch: r.Standing().Epoch, N: run.Position}
	}
	counts, err := mapping.Counts(ctx, r, mapping.Filter{Connection: run.Connection})
	if err != nil {
		return view, err
	}
	view.OrganizationsMatched, view.OrganizationsUnmatched = Matched(counts)
	n, err := suggestion.CountOffers(ctx, r, suggestion.OfferFilter{Connection: run.Connection}, "")
	view.ContactsFound, view.ContactsOffered = n.Found, n.Offered
	view.ContactsLinked, view.ContactsCreated, view.ContactsIgnored = n.Linked, n.Created, n.Ignored
	return view, err
}

// Matched counts the organizations that are linked to customers, by people or by
// name (SYN-08), and those that wait for somebody (SYN-09).
func Matched(counts map[mapping.State]int64) (matched, unmatched int) {
	for state, n := range counts {
		switch {
		case state.Linked():
			matched += int(n)
		case state == mapping.Unmatched, state == mapping.AutoMatched, state == mapping.Stale:
			unmatched += int(n)
		}
	}
	return matched, unmatched
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
		if err := yield(progress(run.Progress())); err != nil {
			return err
		}
		if run.Ended() || run.State == poller.StateHeld {
			return nil
		}
		select {
		case p := <-pages:
			if err := yield(progress(p)); err != nil {
				return err
			}
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func progress(p poller.Progress) api.Progress {
	return api.Progress{
		Run: p.Run, State: p.State, Step: p.Step, Done: p.Done, Total: p.Total, Message: p.Message, At: p.At,
	}
}
