package outward

import (
	"context"
	"fmt"
	"time"

	"coresync/domain/replacement"
	rule "coresync/domain/webhook"
	"coresync/projections/query"
	model "coresync/projections/replacement"
	"coresync/projections/report"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// due writes down which devices became due to be replaced, once a day: it follows from the
// day, from policies and from plans. What was due before anything was told is no news.
func (p *pass) due(ctx context.Context) error {
	known, err := p.knownDue(ctx)
	if err != nil {
		return err
	}
	policies, err := model.Policies(ctx, p.r)
	if err != nil {
		return err
	}
	f := report.RecommendationFilter{Filter: report.Filter{Today: p.today}, States: []string{string(replacement.Overdue), string(replacement.Approaching)}}
	batch := &pgx.Batch{}
	for page := (query.Page{Limit: query.MaxLimit}); ; {
		found, err := report.Recommendations(ctx, p.r, f, model.InForce(policies), page)
		if err != nil {
			return err
		}
		for i := range found.Items {
			d := &found.Items[i]
			if was, told := known[d.Asset]; !told || was != string(d.State) {
				batch.Queue(`insert into outward.due (tenant_id, asset, state) values ($1, $2, $3)
					on conflict (tenant_id, asset) do update set state = excluded.state`, p.tenant, d.Asset, string(d.State))
				if err := p.tellDue(d); err != nil {
					return err
				}
			}
			delete(known, d.Asset)
		}
		if page.After = found.Next; page.After == nil {
			break
		}
	}
	for asset := range known { // should it become due once more, that is news
		batch.Queue(`delete from outward.due where tenant_id = $1 and asset = $2`, p.tenant, asset)
	}
	if err := p.tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("keep what is due to be replaced: %w", err)
	}
	return p.flush(ctx)
}

func (p *pass) knownDue(ctx context.Context) (map[uuid.UUID]string, error) {
	rows, err := p.tx.Query(ctx, `select asset, state from outward.due where tenant_id = $1`, p.tenant)
	if err != nil {
		return nil, err
	}
	known := make(map[uuid.UUID]string)
	var asset uuid.UUID
	var state string
	_, err = pgx.ForEachRow(rows, []any{&asset, &state}, func() error {
		known[asset] = state
		return nil
	})
	return known, err
}

func (p *pass) tellDue(d *report.Recommendation) (err error) {
	if p.first {
		return nil
	}
	n := row{notice: rule.Notice{Kinds: []string{rule.ReplacementDue}, Subject: rule.Subject{Type: "asset", ID: d.Asset, Name: d.Name, Customer: some(d.Customer)}}}
	if d.Customer != uuid.Nil {
		n.customers = []uuid.UUID{d.Customer}
	}
	n.notice.Data, err = json.Marshal(map[string]string{"state": string(d.State), "due_on": d.Due.Format(time.DateOnly)})
	p.waiting = append(p.waiting, n)
	return err
}
