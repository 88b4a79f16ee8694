package notification

import (
	"context"
	"fmt"
	"strconv"

	"coresync/projections"
	"coresync/projections/mapping"
	"coresync/projections/query"
	"coresync/projections/suggestion"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Type is what an item is about. People get at most one a day of each (NOT-05).
type Type string

// The types.
const (
	OrganizationMapping Type = "organization_mapping" // NOT-03
	ContactAssignment   Type = "contact_assignment"   // NOT-04
	SyncHeld            Type = "sync_held"            // a run waits for a person
	SyncFailed          Type = "sync_failed"          // SCH-04: not silent
	Reconnect           Type = "reconnect"            // REC-01
	WebhookFailing      Type = "webhook_failing"      // GAP-06: a program outside takes nothing any more
)

// Types lists all types, the most urgent first.
func Types() []Type {
	return []Type{Reconnect, SyncHeld, SyncFailed, WebhookFailing, OrganizationMapping, ContactAssignment}
}

// need is what needs people now, of all connections together.
type need struct {
	Type       Type
	Connection uuid.UUID // of several, the one with most
	Run        uuid.UUID
	Webhook    uuid.UUID
	Count      int64
	Suggested  int64
	Reason     string
	About      int64 // print of the set
	since      int64 // position: news, if behind the pass before
	most       int64
	once       bool // each set is news one time, whatever runs ended since
}

// add takes a connection's part in.
func (n *need) add(connection, run uuid.UUID, count, suggested, about, since int64) {
	if count > n.most {
		n.Connection, n.Run, n.most = connection, run, count
	}
	n.Count, n.Suggested, n.About, n.since = n.Count+count, n.Suggested+suggested, n.About^about, max(n.since, since)
}

// occasionsOf reads the model's rows.
func occasionsOf(ctx context.Context, r *projections.Reading) ([]Occasion, error) {
	rows, err := r.Tx.Query(ctx, `select id, coalesce(synced_at, 0), held, coalesce(held_at, 0), failed, coalesce(failed_at, 0), coalesce(reason, ''), coalesce(reconnect, false)
		from `+r.Table(Name, "occasion")+` where tenant_id = $1 and variant = $2 order by id`, r.Tenant, r.Variant(Name))
	if err != nil {
		return nil, fmt.Errorf("read what happened to connections: %w", err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (o Occasion, err error) {
		var held, failed *uuid.UUID
		if err = row.Scan(&o.ID, &o.SyncedAt, &held, &o.HeldAt, &failed, &o.FailedAt, &o.Reason, &o.Reconnect); err != nil {
			return o, err
		}
		if held != nil {
			o.Held = *held
		}
		if failed != nil {
			o.Failed = *failed
		}
		return o, nil
	})
	if err != nil {
		return nil, fmt.Errorf("read what happened to connections: %w", err)
	}
	return all, nil
}

// newest is the position of the newest of them that may be told.
func newest(all []Occasion) (position int64) {
	for _, o := range all {
		position = max(position, o.SyncedAt, o.HeldAt, o.FailedAt)
	}
	return position
}

// needs looks at everything that needs people, in the reading's snapshot.
func (k *Keeper) needs(ctx context.Context, r *projections.Reading, all []Occasion, hooks []failingWebhook) ([]need, error) {
	by := make(map[Type]*need)
	of := func(t Type) *need {
		if by[t] == nil {
			by[t] = &need{Type: t}
		}
		return by[t]
	}
	synced := make(map[uuid.UUID]int64, len(all))
	for _, o := range all {
		synced[o.ID] = o.SyncedAt
		o.add(of)
	}
	organizations, err := mapping.Waiting(ctx, r)
	if err != nil {
		return nil, err
	}
	devices, err := suggestion.Waiting(ctx, r, k.cfg.Clock())
	if err != nil {
		return nil, err
	}
	for t, parts := range map[Type][]query.Waiting{OrganizationMapping: organizations, ContactAssignment: devices} {
		for _, p := range parts {
			if since := synced[p.Connection]; since > 0 { // not before a run has told all, nor once the connection is removed
				of(t).add(p.Connection, uuid.Nil, p.Count, p.Suggested, p.About, since)
			}
		}
	}
	for i := range hooks {
		hooks[i].add(of(WebhookFailing))
	}
	var needs []need
	for _, t := range Types() {
		if n := by[t]; n != nil && n.Count > 0 {
			needs = append(needs, *n)
		}
	}
	return needs, nil
}

// add says what the connection itself needs.
func (o *Occasion) add(of func(Type) *need) {
	if o.Held != uuid.Nil {
		n := of(SyncHeld)
		if n.add(o.ID, o.Held, 1, 0, print(o.Held.String()), o.HeldAt); n.Count == 1 {
			n.Reason = o.Reason
		} else if n.Reason != o.Reason {
			n.Reason = "" // they wait for different reasons
		}
	}
	if o.Failed == uuid.Nil {
		return
	}
	t := SyncFailed
	if o.Reconnect {
		t = Reconnect
	}
	n := of(t)
	n.add(o.ID, o.Failed, 1, 0, print(o.ID.String()+o.Reason), o.FailedAt)
	n.Reason = o.Reason
}

// print is a number for a text.
func print(text string) int64 {
	id := uuid.NewSHA1(uuid.Nil, []byte(text))
	n, _ := strconv.ParseUint(id.String()[:8], 16, 64) // eight digits always parse
	return int64(n)
}
