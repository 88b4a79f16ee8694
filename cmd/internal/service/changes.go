package service

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"

	"coresync/adapters/poller"
	"coresync/domain/change"
	"coresync/domain/rowid"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/connection"

	"github.com/google/uuid"
)

// errFull ends a page.
var errFull = errors.New("the page is full")

// Changes implements api.Runs: what a run does or did, in order of the log.
func (s runs) Changes(ctx context.Context, scope api.Scope, id uuid.UUID, f api.ChangeFilter, l api.List) (api.Answer[api.Page[api.Change]], error) {
	var none api.Answer[api.Page[api.Change]]
	after, err := changeCursor(l.After)
	if err != nil {
		return none, err
	}
	filter := filterOf(f)
	return answer(ctx, s.reads, scope, []string{connection.Name}, func(r *projections.Reading) (api.Page[api.Change], error) {
		page := api.Page[api.Change]{Items: []api.Change{}}
		run, err := s.findIn(ctx, scope, r, id)
		if err != nil {
			return page, err
		}
		last := after
		err = s.poller.EachChange(ctx, run, after, func(at poller.ChangeCursor, c change.Change) error {
			if !filter.Matches(c) {
				return nil
			}
			if len(page.Items) == l.Limit {
				page.Next = []string{strconv.FormatInt(last.At, 10), strconv.Itoa(last.Done)}
				return errFull
			}
			last = at
			page.Items = append(page.Items, changeView(scope.Tenant, run.Connection, c))
			return nil
		})
		if errors.Is(err, errFull) {
			err = nil
		}
		return page, err
	})
}

func changeCursor(keys []string) (at poller.ChangeCursor, err error) {
	if keys == nil {
		return at, nil
	}
	if len(keys) != 2 {
		return at, errCursor
	}
	at.At, err = strconv.ParseInt(keys[0], 10, 64)
	if err == nil {
		at.Done, err = strconv.Atoi(keys[1])
	}
	if err != nil || at.At < 0 || at.Done < 0 {
		return at, errCursor
	}
	return at, nil
}

func filterOf(f api.ChangeFilter) change.Filter {
	filter := change.Filter{IDs: f.Changes, Organizations: f.Organizations, Field: f.Field}
	for _, k := range f.Kinds {
		filter.Kinds = append(filter.Kinds, change.Kind(k))
	}
	for _, t := range f.Things {
		filter.Things = append(filter.Things, change.Thing(t))
	}
	return filter
}

// changeView is made of the change alone, so that a preview's is the run's.
func changeView(tenant, connection uuid.UUID, c change.Change) api.Change {
	view := api.Change{
		ID: c.ID, Kind: string(c.Kind), Thing: string(c.Thing), NinjaID: c.NinjaID, Name: c.Name, Organization: c.Organization,
		Fields: make([]api.FieldChange, len(c.Fields)),
	}
	if c.Thing == change.Device || c.Thing == change.LastUser {
		view.Device = c.NinjaID
		view.Asset = &api.Ref{ID: rowid.Device(tenant, connection, c.NinjaID), Name: c.Name}
	}
	for i, f := range c.Fields {
		view.Fields[i] = api.FieldChange{Field: f.Name, Old: f.Old, New: f.New, Personal: f.Personal}
	}
	return view
}

// Groups implements api.Runs.
func (s runs) Groups(ctx context.Context, scope api.Scope, id uuid.UUID) (api.Answer[api.ChangeGroups], error) {
	return answer(ctx, s.reads, scope, []string{connection.Name}, func(r *projections.Reading) (api.ChangeGroups, error) {
		run, err := s.findIn(ctx, scope, r, id)
		if err != nil {
			return api.ChangeGroups{}, err
		}
		groups, err := s.counted(ctx, run)
		return groups.ChangeGroups, err
	})
}

// counted counts the changes of a run, once where it has ended: what it did stays so.
func (s runs) counted(ctx context.Context, run poller.Run) (runTotals, error) {
	if groups, known := s.groups.of(run.ID); known {
		return groups, nil
	}
	groups, err := s.grouped(ctx, run)
	if err == nil && run.Ended() {
		s.groups.keep(run.ID, groups)
	}
	return groups, err
}

func (s runs) grouped(ctx context.Context, run poller.Run) (groups runTotals, err error) {
	groups.devices = make(map[int64]map[change.Kind]int)
	kinds, organizations, fields := map[api.ChangeGroup]int{}, map[api.ChangeGroup]int{}, map[api.ChangeGroup]int{}
	err = s.poller.EachChange(ctx, run, poller.ChangeCursor{}, func(_ poller.ChangeCursor, c change.Change) error {
		groups.Total++
		thing, kind := string(c.Thing), string(c.Kind)
		kinds[api.ChangeGroup{Thing: thing, Kind: kind}]++
		if c.Organization != 0 {
			organizations[api.ChangeGroup{Thing: thing, Kind: kind, Organization: c.Organization}]++
		}
		if c.Organization != 0 && c.Thing == change.Device {
			if groups.devices[c.Organization] == nil {
				groups.devices[c.Organization] = make(map[change.Kind]int)
			}
			groups.devices[c.Organization][c.Kind]++
		}
		for _, f := range c.Fields {
			fields[api.ChangeGroup{Thing: thing, Field: f.Name}]++
		}
		return nil
	})
	groups.Kinds, groups.Organizations, groups.Fields = largest(kinds), largest(organizations), largest(fields)
	return groups, err
}

// maxGroups bounds a list of groups; the smallest are left out.
const maxGroups = 500

func largest(counts map[api.ChangeGroup]int) []api.ChangeGroup {
	all := make([]api.ChangeGroup, 0, len(counts))
	for g, n := range counts {
		g.Count = n
		all = append(all, g)
	}
	slices.SortFunc(all, func(a, b api.ChangeGroup) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Thing, b.Thing), cmp.Compare(a.Kind, b.Kind),
			cmp.Compare(a.Organization, b.Organization), cmp.Compare(a.Field, b.Field))
	})
	return all[:min(len(all), maxGroups)]
}
