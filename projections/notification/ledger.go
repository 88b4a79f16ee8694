package notification

import (
	"context"
	"fmt"
	"time"

	"coresync/projections/effect"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// ledger writes what one pass found, in one transaction.
type ledger struct {
	tx         pgx.Tx
	tenant     uuid.UUID
	recipients []uuid.UUID
	now        time.Time
	zone       *time.Location
	mail       bool // items go out as letters, too
}

// ItemID is the id of an item: the same for what is the same, whoever makes it.
func ItemID(tenant, recipient uuid.UUID, t Type, day string) uuid.UUID {
	return uuid.NewSHA1(tenant, []byte("notification/"+recipient.String()+"/"+string(t)+"/"+day))
}

func (l *ledger) passed(ctx context.Context) (position int64, err error) {
	err = l.tx.QueryRow(ctx, `select coalesce(max(position), 0) from notification.passes where tenant_id = $1`, l.tenant).Scan(&position)
	if err != nil {
		return 0, fmt.Errorf("read up to where inboxes are: %w", err)
	}
	return position, nil
}

func (l *ledger) pass(ctx context.Context, position int64) error {
	_, err := l.tx.Exec(ctx, `insert into notification.passes as p (tenant_id, position, passed_at) values ($1, $2, $3)
		on conflict (tenant_id) do update set position = excluded.position, passed_at = excluded.passed_at
		where p.position < excluded.position`, l.tenant, position, l.now)
	if err != nil {
		return fmt.Errorf("note the pass: %w", err)
	}
	return nil
}

func (l *ledger) anyOpen(ctx context.Context) (open bool, err error) {
	err = l.tx.QueryRow(ctx, `select exists (select from notification.items where tenant_id = $1 and done_at is null)`, l.tenant).Scan(&open)
	if err != nil {
		return false, fmt.Errorf("look for open items: %w", err)
	}
	return open, nil
}

// write makes the items of what is new since before, and brings open ones up to date.
func (l *ledger) write(ctx context.Context, needs []need, before, position int64, level bool) (told, solved int64, err error) {
	types := []string{} // NULL would be equal to nothing
	for i := range needs {
		n := &needs[i]
		types = append(types, string(n.Type))
		if n.since > before || n.once {
			made, err := l.tell(ctx, n, position)
			if err != nil {
				return told, solved, err
			}
			told += made
		}
		if err := l.refresh(ctx, n); err != nil {
			return told, solved, err
		}
	}
	if !level {
		return told, 0, nil
	}
	done, err := l.tx.Exec(ctx, `update notification.items set done_at = $2, done_by = 'solved'
		where tenant_id = $1 and done_at is null and not type = any($3::text[])`, l.tenant, l.now, types)
	if err != nil {
		return told, solved, fmt.Errorf("tick off what is solved: %w", err)
	}
	return told, done.RowsAffected(), nil
}

// tellSQL makes an item for each recipient: not twice a day, not of a muted type, and not
// where the newest of the type was about the same set and was dismissed, or is told once ($15).
// One that ticked itself off today is open again.
const tellSQL = `
insert into notification.items as i (tenant_id, id, recipient, type, day, connection, run, count, suggested, reason, about, position, created_at, webhook)
select $1, w.id, w.recipient, $4, $5::date, $6, $7, $8, $9, $10, $11, $12, $13, $14::uuid
from unnest($2::uuid[], $3::uuid[]) as w (id, recipient)
where not exists (select from notification.mutes m where m.tenant_id = $1 and m.recipient = w.recipient and m.type = $4)
  and not exists (select from (
	select x.done_by, x.about from notification.items x
	where x.tenant_id = $1 and x.recipient = w.recipient and x.type = $4 order by x.day desc limit 1) newest
	where (newest.done_by = 'person' or $15) and newest.about = $11)
on conflict (tenant_id, recipient, type, day) do update
	set done_at = null, done_by = null, about = excluded.about, webhook = excluded.webhook
	where i.done_by = 'solved'
returning i.id, i.recipient`

func (l *ledger) tell(ctx context.Context, n *need, position int64) (made int64, err error) {
	day := l.now.In(l.zone).Format(time.DateOnly)
	ids := make([]uuid.UUID, len(l.recipients))
	for i, recipient := range l.recipients {
		ids[i] = ItemID(l.tenant, recipient, n.Type, day)
	}
	rows, err := l.tx.Query(ctx, tellSQL, l.tenant, ids, l.recipients, string(n.Type), day, some(n.Connection), some(n.Run),
		n.Count, n.Suggested, n.Reason, n.About, position, l.now, some(n.Webhook), n.once)
	if err != nil {
		return 0, fmt.Errorf("tell of %s: %w", n.Type, err)
	}
	var id, recipient uuid.UUID
	var told, tellers []uuid.UUID
	if _, err = pgx.ForEachRow(rows, []any{&id, &recipient}, func() error {
		told, tellers = append(told, id), append(tellers, recipient)
		return nil
	}); err != nil {
		return 0, fmt.Errorf("tell of %s: %w", n.Type, err)
	}
	// An older one of the type, still open, is about no more than the new one.
	_, err = l.tx.Exec(ctx, `update notification.items set done_at = $2, done_by = 'newer'
		where tenant_id = $1 and type = $3 and done_at is null and recipient = any($4) and not id = any($5)`,
		l.tenant, l.now, string(n.Type), tellers, told)
	if err != nil {
		return 0, fmt.Errorf("end older items of %s: %w", n.Type, err)
	}
	return int64(len(told)), l.letters(ctx, tellers, told)
}

// letters records that items go out, in the transaction that makes them. One that is open
// again was sent before, under the same id.
func (l *ledger) letters(ctx context.Context, recipients, items []uuid.UUID) error {
	if !l.mail {
		return nil
	}
	for i, item := range items {
		if err := effect.Record(ctx, l.tx, l.now, l.tenant, MailKind, recipients[i], item); err != nil {
			return err
		}
	}
	return nil
}

// refresh shows in open items what needs people now.
func (l *ledger) refresh(ctx context.Context, n *need) error {
	_, err := l.tx.Exec(ctx, `update notification.items set connection = $3, run = $4, count = $5, suggested = $6, reason = $7, about = $8, webhook = $9
		where tenant_id = $1 and type = $2 and done_at is null
		  and (connection, run, count, suggested, reason, about, webhook) is distinct from ($3::uuid, $4::uuid, $5::bigint, $6::bigint, $7::text, $8::bigint, $9::uuid)`,
		l.tenant, string(n.Type), some(n.Connection), some(n.Run), n.Count, n.Suggested, n.Reason, n.About, some(n.Webhook))
	if err != nil {
		return fmt.Errorf("bring items of %s up to date: %w", n.Type, err)
	}
	return nil
}

// some is an id that may be absent.
func some(id uuid.UUID) *uuid.UUID {
	if id == uuid.Nil {
		return nil
	}
	return &id
}
