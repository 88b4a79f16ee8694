package outward

import (
	"context"
	"errors"
	"fmt"
	"time"

	rule "coresync/domain/webhook"
	"coresync/projections/webhook"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

const (
	// most is how many notices go out together.
	most = 500
	// batchWait is how long what belongs to no run waits for the end of one.
	batchWait = 10 * time.Minute
)

// parcel is what goes out together.
type parcel struct {
	id              uuid.UUID
	seqs            []int64
	from, to        int64 // positions of the log
	attempts        int   // before this one
	taken, replayed bool  // it was taken before
}

// wanted is the condition that a subscription wants a notice n, with its arguments from $4 on.
const wanted = `n.tenant_id = $1 and n.seq > $2 and n.seq <= $3 and n.kinds && $4
	and (cardinality($5::uuid[]) = 0 or n.customers && $5 or n.kinds && '{run.finished,run.failed,run.held}')
	and (cardinality($6::uuid[]) = 0 or n.connections && $6) and (n.only_for is null or n.only_for = $7)`

// next finds what a subscription is to be told behind its cursor: what was put together
// before, else what is put together now. found is false where nothing is due; then skip is how
// far there is nothing for it.
func next(ctx context.Context, tx pgx.Tx, now time.Time, tenant uuid.UUID, s *webhook.Subscription, seq int64) (p parcel, found bool, skip int64, err error) {
	var head int64 // first, since notices come while this looks
	if err = tx.QueryRow(ctx, `select coalesce(max(seq), 0) from outward.feeds where tenant_id = $1`, tenant).Scan(&head); err != nil {
		return p, false, seq, err
	}
	end, before, err := madeBefore(ctx, tx, tenant, s.ID, seq, &p)
	if err != nil {
		return p, false, seq, err
	}
	if !before {
		end = head
	}
	rows, last, cut, err := choose(ctx, tx, tenant, s, seq, end)
	switch {
	case err != nil:
		return p, false, seq, err
	case len(rows) > 0:
		if s.Batch == rule.Run && !before && !cut && len(rows) < most && now.Sub(rows[0].at) < batchWait {
			return p, false, seq, nil // a run may be going on
		}
		p, err = putTogether(ctx, tx, now, tenant, s.ID, rows)
		return p, err == nil, seq, err
	case before && !cut:
		return p, true, seq, reopen(ctx, tx, tenant, s.ID, &p)
	}
	return p, false, last, nil
}

// madeBefore finds what was put together behind a cursor; end is where that begins, less one.
func madeBefore(ctx context.Context, tx pgx.Tx, tenant, subscription uuid.UUID, seq int64, p *parcel) (end int64, found bool, err error) {
	err = tx.QueryRow(ctx, `select id, seqs, first_position, last_position, attempts, outcome is not null, replays > 0 from outward.deliveries
		where tenant_id = $1 and subscription = $2 and first_seq > $3 order by first_seq limit 1`, tenant, subscription, seq).
		Scan(&p.id, &p.seqs, &p.from, &p.to, &p.attempts, &p.taken, &p.replayed)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, fmt.Errorf("look what was put together for subscription %s: %w", subscription, err)
	}
	return p.seqs[0] - 1, true, nil
}

// candidate is a notice that may go out.
type candidate struct {
	seq, position int64
	at            time.Time
	id            uuid.UUID
}

// choose finds the notices that go out together. last is up to where it looked, cut tells
// that a run ended there.
func choose(ctx context.Context, tx pgx.Tx, tenant uuid.UUID, s *webhook.Subscription, seq, end int64) (all []candidate, last int64, cut bool, err error) {
	limit := 1
	if last = end; s.Batch == rule.Run {
		limit = most
		var ends *int64
		err = tx.QueryRow(ctx, `select min(seq) from outward.notices where tenant_id = $1 and ends_run and seq > $2 and seq <= $3`, tenant, seq, end).Scan(&ends)
		if err != nil {
			return nil, seq, false, err
		}
		if ends != nil {
			last, cut = *ends, true
		}
	}
	kinds := s.Narrow.Kinds
	for _, k := range kinds {
		if k == rule.AssetCreated {
			kinds = append([]string{rule.AssetPresent}, kinds...)
		}
	}
	rows, err := tx.Query(ctx, `select n.seq, n.position, n.created_at, (n.body->>'id')::uuid from outward.notices n where `+wanted+` order by n.seq limit $8`,
		tenant, seq, last, kinds, list(s.Narrow.Customers), list(s.Narrow.Connections), s.ID, limit)
	if err != nil {
		return nil, seq, false, fmt.Errorf("look what subscription %s is to be told: %w", s.ID, err)
	}
	all, err = pgx.CollectRows(rows, func(r pgx.CollectableRow) (c candidate, err error) {
		return c, r.Scan(&c.seq, &c.position, &c.at, &c.id)
	})
	return all, last, cut, err
}

// putTogether writes down what goes out together, before it does.
func putTogether(ctx context.Context, tx pgx.Tx, now time.Time, tenant, subscription uuid.UUID, rows []candidate) (p parcel, err error) {
	first, last := rows[0], rows[len(rows)-1]
	p.id = uuid.NewSHA1(subscription, []byte(first.id.String()+"/"+last.id.String()))
	p.from, p.to = first.position, last.position
	for _, r := range rows {
		p.seqs = append(p.seqs, r.seq)
		p.from, p.to = min(p.from, r.position), max(p.to, r.position)
	}
	_, err = tx.Exec(ctx, `insert into outward.deliveries (tenant_id, subscription, id, seqs, first_seq, last_seq, first_position, last_position, created_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, tenant, subscription, p.id, p.seqs, first.seq, last.seq, p.from, p.to, now)
	if err != nil {
		return p, fmt.Errorf("put together what subscription %s is told: %w", subscription, err)
	}
	return p, nil
}

// reopen makes what was taken before go out once more.
func reopen(ctx context.Context, tx pgx.Tx, tenant, subscription uuid.UUID, p *parcel) error {
	if !p.taken {
		return nil
	}
	p.attempts, p.replayed = 0, true
	_, err := tx.Exec(ctx, `update outward.deliveries set outcome = null, attempts = 0, replays = replays + 1, status = null, error = '', took = null
		where tenant_id = $1 and subscription = $2 and id = $3`, tenant, subscription, p.id)
	return err
}

// envelope is what is sent, after Standard Webhooks: a type, a time and data. It is the same
// at each try, but for people who were erased, or may not be told any more.
type envelope struct {
	Type      string    `json:"type"`
	Timestamp time.Time `json:"timestamp"` // of the newest notice
	Data      contents  `json:"data"`
}

type contents struct {
	Webhook uuid.UUID         `json:"webhook"`
	From    int64             `json:"from"` // positions of the log
	To      int64             `json:"to"`
	Items   []json.RawMessage `json:"items"`
	People  []Person          `json:"people,omitempty"`
}

// Person is a contact whom a notice is about.
type Person struct {
	ID    uuid.UUID `json:"id"`
	Name  string    `json:"name,omitempty"`
	Email string    `json:"email,omitempty"`
}

// TypeChanges is the type of what is sent.
const TypeChanges = "coresync.changes"

// body puts the bytes together that are sent.
func (c *Courier) body(ctx context.Context, tenant uuid.UUID, s *webhook.Subscription, p *parcel) ([]byte, error) {
	rows, err := c.cfg.Pool.Query(ctx, `select body from outward.notices where tenant_id = $1 and seq = any($2) order by seq`, tenant, p.seqs)
	if err != nil {
		return nil, fmt.Errorf("read what subscription %s is told: %w", s.ID, err)
	}
	items, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
	if err != nil {
		return nil, fmt.Errorf("read what subscription %s is told: %w", s.ID, err)
	}
	e := envelope{Type: TypeChanges, Data: contents{Webhook: s.ID, From: p.from, To: p.to}}
	var contacts []uuid.UUID
	for _, item := range items {
		var n rule.Notice
		if err := json.Unmarshal(item, &n); err != nil {
			return nil, fmt.Errorf("read what subscription %s is told: %w", s.ID, err)
		}
		e.Timestamp = n.At
		e.Data.Items = append(e.Data.Items, item)
		text, _ := n.Changes["contact_id"].New.(string)
		if id, err := uuid.Parse(text); err == nil {
			contacts = append(contacts, id)
		}
	}
	if s.Personal && len(contacts) > 0 && c.cfg.People != nil {
		if e.Data.People, err = c.cfg.People(ctx, tenant, s.SetBy, contacts); err != nil {
			return nil, err
		}
	}
	return json.Marshal(e)
}
