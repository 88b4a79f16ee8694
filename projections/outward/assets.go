package outward

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	rule "coresync/domain/webhook"
	"coresync/projections/asset"
	"coresync/projections/query"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// chunk is how many notices are written at once.
const chunk = 1000

// changed is an asset that is not as it was told last.
type changed struct {
	id         uuid.UUID
	connection uuid.UUID // now, or last
	was, is    json.RawMessage
}

// assets writes down which assets differ from what was told of them, and how.
func (p *pass) assets(ctx context.Context) error {
	w := &query.Where{}
	told, err := asset.Told(ctx, p.r, w)
	if err != nil {
		return err
	}
	rows, err := p.r.Tx.Query(ctx, `select coalesce(n.id, t.asset), coalesce(n.connection, t.connection), t.fields, n.fields
		from (`+told+`) n full join (select asset, connection, fields from outward.told where tenant_id = `+w.Add(p.tenant)+`) t on t.asset = n.id
		where n.fields is distinct from t.fields or n.connection is distinct from t.connection order by 1`, w.Values()...)
	if err != nil {
		return fmt.Errorf("compare assets with what was told of them: %w", err)
	}
	defer rows.Close()
	var part []changed
	for rows.Next() {
		var c changed
		var connection *uuid.UUID
		if err := rows.Scan(&c.id, &connection, &c.was, &c.is); err != nil {
			return fmt.Errorf("compare assets with what was told of them: %w", err)
		}
		if connection != nil {
			c.connection = *connection
		}
		if part = append(part, c); len(part) == chunk {
			if err := p.tell(ctx, part); err != nil {
				return err
			}
			part = part[:0]
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("compare assets with what was told of them: %w", err)
	}
	return p.tell(ctx, part)
}

// tell makes notices of changed assets, and keeps what is told with them.
func (p *pass) tell(ctx context.Context, part []changed) error {
	batch := &pgx.Batch{}
	for _, c := range part {
		n, err := p.notice(c)
		if err != nil {
			return err
		}
		p.waiting = append(p.waiting, n)
		if c.is == nil {
			batch.Queue(`delete from outward.told where tenant_id = $1 and asset = $2`, p.tenant, c.id)
			continue
		}
		batch.Queue(`insert into outward.told (tenant_id, asset, connection, fields) values ($1, $2, $3, $4)
			on conflict (tenant_id, asset) do update set connection = excluded.connection, fields = excluded.fields`, p.tenant, c.id, some(c.connection), c.is)
	}
	if err := p.tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("keep what is told of %d assets: %w", len(part), err)
	}
	return p.flush(ctx)
}

// notice says what became of an asset.
func (p *pass) notice(c changed) (n row, err error) {
	var was, is rule.Fields
	for raw, into := range map[*json.RawMessage]*rule.Fields{&c.was: &was, &c.is: &is} {
		if *raw != nil {
			if err := json.Unmarshal(*raw, into); err != nil {
				return n, fmt.Errorf("read what is told of asset %s: %w", c.id, err)
			}
		}
	}
	shown := is
	if shown == nil {
		shown = was
	}
	n.notice = rule.Notice{Kinds: rule.KindsOf(was, is, p.first), Subject: rule.Subject{Type: "asset", ID: c.id, Connection: some(c.connection)}}
	if is != nil {
		n.notice.Changes = rule.Diff(was, is)
	}
	n.notice.Subject.Name, _ = shown["name"].(string)
	for _, fields := range []rule.Fields{was, is} {
		text, _ := fields["customer"].(string)
		if id, err := uuid.Parse(text); err == nil && !slices.Contains(n.customers, id) {
			n.customers = append(n.customers, id)
		}
		if text, _ := fields["connection"].(string); text != "" {
			if id, err := uuid.Parse(text); err == nil && !slices.Contains(n.connections, id) {
				n.connections = append(n.connections, id)
			}
		}
	}
	if text, _ := shown["customer"].(string); text != "" {
		if id, err := uuid.Parse(text); err == nil {
			n.notice.Subject.Customer = &id
		}
	}
	return n, nil
}

// flush writes the notices that wait, in order.
func (p *pass) flush(ctx context.Context) error {
	rows := make([][]any, len(p.waiting))
	for i := range p.waiting {
		p.seq++
		w := &p.waiting[i]
		n := &w.notice
		n.Type = n.Kinds[0]
		if n.ID == uuid.Nil {
			n.ID = uuid.NewSHA1(p.tenant, []byte("notice/"+strconv.FormatInt(p.seq, 10)+"/"+n.Subject.ID.String()))
			n.Position, n.At = p.standing.Position, p.standing.RecordedAt.UTC()
		}
		body, err := json.Marshal(n)
		if err != nil {
			return fmt.Errorf("write down what is told of %s %s: %w", n.Subject.Type, n.Subject.ID, err)
		}
		rows[i] = []any{p.tenant, p.seq, n.Position, n.Kinds, list(w.customers), list(w.connections), w.endsRun, body, p.now, some(w.only)}
	}
	p.waiting = p.waiting[:0]
	if len(rows) == 0 {
		return nil
	}
	_, err := p.tx.CopyFrom(ctx, pgx.Identifier{"outward", "notices"},
		[]string{"tenant_id", "seq", "position", "kinds", "customers", "connections", "ends_run", "body", "created_at", "only_for"}, pgx.CopyFromRows(rows))
	if err != nil {
		return fmt.Errorf("write down %d notices: %w", len(rows), err)
	}
	return nil
}

func some(id uuid.UUID) *uuid.UUID {
	if id == uuid.Nil {
		return nil
	}
	return &id
}

func list(ids []uuid.UUID) []uuid.UUID {
	if ids == nil {
		return []uuid.UUID{}
	}
	return ids
}
