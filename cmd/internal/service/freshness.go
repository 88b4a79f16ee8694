package service

import (
	"context"
	"fmt"
	"time"

	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/mapping"
	"coresync/projections/query"
)

// bearable is how old what is known may be, for each frequency: two turns.
var bearable = map[string]time.Duration{"hourly": 2 * time.Hour, "daily": 48 * time.Hour, "weekly": 14 * 24 * time.Hour}

// freshness says of each organization when a complete listing last showed it.
func (h health) freshness(ctx context.Context, r *projections.Reading) (api.Check, error) {
	c := api.Check{Name: "freshness", Outcome: "ok"}
	listed, err := h.poller.Freshness(ctx, h.tenant, h.of.ID)
	if err != nil {
		return c, err
	}
	old, gone := 0, 0
	for p := (query.Page{Limit: query.MaxLimit, Sort: "name"}); ; {
		page, err := mapping.List(ctx, r, mapping.Filter{Connection: h.of.ID}, p)
		if err != nil {
			return c, err
		}
		for _, o := range page.Items {
			at := listed[o.OrganizationID]
			if at.At.IsZero() && h.of.LastSync != nil {
				at.At = *h.of.LastSync // without devices
			}
			item := api.CheckItem{ID: o.OrganizationID, Name: o.Name, Since: when(at.At), Message: fmt.Sprintf("%d devices, listed %s", at.Devices, h.ago(at.At))}
			if limit, timed := bearable[h.of.Schedule.Frequency]; timed && h.now.Sub(at.At) > limit {
				old++
			}
			if !o.VanishedAt.IsZero() {
				gone++
				item.Since, item.Message = when(o.VanishedAt), "no longer listed since "+o.VanishedAt.UTC().Format(time.RFC3339)
			}
			c.Items = append(c.Items, item)
		}
		if p.After = page.Next; p.After == nil {
			break
		}
	}
	c.Message = fmt.Sprintf("%d organizations are known.", len(c.Items))
	if old > 0 {
		c.Outcome, c.Message = "warning", fmt.Sprintf("%d of %d organizations were not listed for two turns of the schedule. See last_sync and schedule.", old, len(c.Items))
	}
	if gone > 0 {
		c.Outcome, c.Message = "warning", c.Message+fmt.Sprintf(" %d are no longer listed: removed in NinjaOne, or out of this connection's sight.", gone)
	}
	return c, nil
}

// unmatched is TRB-05.
func (h health) unmatched(ctx context.Context, r *projections.Reading) (api.Check, error) {
	counts, err := mapping.Counts(ctx, r, mapping.Filter{Connection: h.of.ID})
	matched, unmatched := Matched(counts)
	if unmatched == 0 {
		return api.Check{Name: "organizations_matched", Outcome: "ok", Message: fmt.Sprintf("%d organizations are matched to customers.", matched)}, err
	}
	return api.Check{Name: "organizations_matched", Outcome: "warning", Message: fmt.Sprintf(
		"%d organizations have no customer, %d have one. Open Map Organizations (`coresync mapping list`), look at the suggestions, and choose the customer where none fits.",
		unmatched, matched)}, err
}
