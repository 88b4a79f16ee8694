package service

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"coresync/adapters/poller"
	"coresync/domain/change"
	"coresync/domain/rowid"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/connection"
	"coresync/projections/mapping"

	"github.com/google/uuid"
)

// Organizations implements api.Runs. What wants a look comes first, unless another order
// is asked for: beyond a limit, missing devices, many changes.
func (s runs) Organizations(ctx context.Context, scope api.Scope, id uuid.UUID, l api.List) (api.Answer[api.Page[api.RunOrganization]], error) {
	from := 0
	if len(l.After) > 0 {
		var err error
		if from, err = strconv.Atoi(l.After[0]); err != nil || from < 0 {
			return api.Answer[api.Page[api.RunOrganization]]{}, errCursor
		}
	}
	return answer(ctx, s.reads, scope, []string{connection.Name, mapping.Name}, func(r *projections.Reading) (api.Page[api.RunOrganization], error) {
		page := api.Page[api.RunOrganization]{Items: []api.RunOrganization{}}
		run, err := s.findIn(ctx, scope, r, id)
		if err != nil {
			return page, err
		}
		all, err := s.organizationsOf(ctx, r, run)
		if err != nil {
			return page, err
		}
		all = foundIn(all, l.Q)
		slices.SortFunc(all, organizationOrder(l.Sort))
		total := int64(len(all))
		page.Total = &total
		end := min(from+l.Limit, len(all))
		page.Items = append(page.Items, all[min(from, end):end]...)
		if end < len(all) {
			page.Next = []string{strconv.Itoa(end)}
		}
		return page, nil
	})
}

// organizationsOf are all organizations that a run showed devices of, or changed something
// in.
func (s runs) organizationsOf(ctx context.Context, r *projections.Reading, run poller.Run) ([]api.RunOrganization, error) {
	groups, err := s.counted(ctx, run)
	if err != nil {
		return nil, err
	}
	devices, complete, reason, err := s.devicesShown(ctx, run)
	if err != nil {
		return nil, err
	}
	rows := make(map[int64]*api.RunOrganization)
	of := func(id int64) *api.RunOrganization {
		if rows[id] == nil {
			rows[id] = &api.RunOrganization{Organization: id, Held: run.State == poller.StateHeld, Complete: complete, Reason: reason}
			if devices != nil {
				n := devices[id]
				rows[id].Devices = &n
			}
		}
		return rows[id]
	}
	for id := range devices {
		of(id)
	}
	for id, kinds := range groups.devices {
		countInto(of(id), kinds)
	}
	for _, e := range exceededOf(run) {
		if e.Organization != 0 {
			of(e.Organization).Exceeded = append(of(e.Organization).Exceeded, e)
		}
	}
	return s.organizationsNamed(ctx, r, run, rows)
}

// countInto counts the changes of devices by kind.
func countInto(o *api.RunOrganization, kinds map[change.Kind]int) {
	for kind, n := range kinds {
		switch kind {
		case change.Created:
			o.Created += n
		case change.Moved:
			o.Moved += n
		case change.Missing:
			o.Missing += n
		case change.Presence: // a measurement, of which the run has the number
		default:
			o.Changed += n
		}
	}
}

// devicesShown counts the devices of each organization that a run listed, and says whether
// these are all; nil where nobody knows any more.
func (s runs) devicesShown(ctx context.Context, run poller.Run) (counts map[int64]int, complete bool, reason string, err error) {
	if !run.Ended() {
		listing := run.Listings[poller.Devices]
		counts, err = s.poller.DevicesShown(ctx, run)
		if complete = !listing.EndedAt.IsZero(); !complete {
			reason = "Its devices are still being listed."
		}
		return counts, complete, reason, err
	}
	proofs, err := s.poller.Proofs(ctx, run)
	if err != nil {
		return nil, false, "", err
	}
	for _, p := range proofs {
		if p.Kind != poller.Devices || !p.Complete {
			continue
		}
		counts = make(map[int64]int, len(p.Organizations))
		for _, o := range p.Organizations {
			counts[o.Organization] = o.Devices
		}
		if n := run.Listings[poller.Devices].Nameless; n > 0 {
			return counts, false, strconv.Itoa(n) + " of the rows of devices name no id, so none may be called missing.", nil
		}
		return counts, true, "", nil
	}
	switch {
	case run.State == poller.StateDiscarded:
		reason = "It was discarded: nothing of it is proven."
	case run.Reason != "":
		reason = "The run broke off (" + run.Reason + "), so none of its devices may be called missing."
	default:
		reason = "The log has no proof of its list of devices."
	}
	return nil, false, reason, nil
}

// organizationsNamed gives them their names, as a held run brings them or as they are known.
func (s runs) organizationsNamed(ctx context.Context, r *projections.Reading, run poller.Run, rows map[int64]*api.RunOrganization) ([]api.RunOrganization, error) {
	names := make(map[int64]string)
	ahead, err := s.outlook(ctx, r, run)
	if err != nil {
		return nil, err
	}
	if ahead != nil {
		for _, o := range ahead.Organizations {
			names[o.OrganizationID] = o.Name
		}
	}
	ids := make([]uuid.UUID, 0, len(rows))
	for id := range rows {
		ids = append(ids, rowid.Organization(r.Tenant, run.Connection, id))
	}
	known, err := mapping.OrganizationsByID(ctx, r, ids)
	if err != nil {
		return nil, err
	}
	all := make([]api.RunOrganization, 0, len(rows))
	for id, o := range rows {
		o.Name = cmp.Or(names[id], known[rowid.Organization(r.Tenant, run.Connection, id)].Name)
		all = append(all, *o)
	}
	return all, nil
}

// foundIn are the organizations whose name has a text, or whose id it is.
func foundIn(all []api.RunOrganization, text string) []api.RunOrganization {
	text = strings.ToLower(strings.TrimSpace(text))
	if text == "" {
		return all
	}
	return slices.DeleteFunc(all, func(o api.RunOrganization) bool {
		return !strings.Contains(strings.ToLower(o.Name), text) && strconv.FormatInt(o.Organization, 10) != text
	})
}

// organizationOrder compares two organizations of a run.
func organizationOrder(by api.Sort) func(a, b api.RunOrganization) int {
	names := func(a, b api.RunOrganization) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), cmp.Compare(a.Organization, b.Organization))
	}
	devices := func(o api.RunOrganization) int {
		if o.Devices == nil {
			return -1
		}
		return *o.Devices
	}
	order := func(a, b api.RunOrganization) int {
		switch by.By {
		case "name":
			return names(a, b)
		case "devices":
			return cmp.Compare(devices(a), devices(b))
		}
		return cmp.Or(cmp.Compare(len(b.Exceeded), len(a.Exceeded)), cmp.Compare(b.Missing, a.Missing),
			cmp.Compare(b.Created+b.Changed+b.Moved, a.Created+a.Changed+a.Moved))
	}
	return func(a, b api.RunOrganization) int {
		first := order(a, b)
		if by.Descending {
			first = -first
		}
		return cmp.Or(first, names(a, b))
	}
}
