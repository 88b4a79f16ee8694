package service

import (
	"context"
	"fmt"
	"strings"

	rule "coresync/domain/webhook"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/outward"
	"coresync/projections/webhook"
)

// webhooks names the programs outside that are told nothing any more, with what to do; no
// check where nobody is told anything.
func (h health) webhooks(ctx context.Context, r *projections.Reading) ([]api.Check, error) {
	rows, err := webhook.Subscriptions(ctx, r)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	failing, err := outward.FailingBefore(ctx, r.Tx, h.tenant, h.now)
	if err != nil {
		return nil, err
	}
	var said []string
	for _, s := range rows {
		since, fails := failing[s.ID]
		switch {
		case s.Paused == rule.Gone:
			said = append(said, fmt.Sprintf("“%s” at %s was paused %s: its receiver answered 410. Resume it if the receiver is back, or remove it.", s.Name, s.Host, h.ago(s.PausedAt)))
		case s.Paused == rule.Failing:
			said = append(said, fmt.Sprintf("“%s” at %s was paused %s: its receiver took nothing for three days. Mend the receiver and resume it; it goes on where it was.", s.Name, s.Host, h.ago(s.PausedAt)))
		case s.Paused == "" && fails:
			said = append(said, fmt.Sprintf("“%s” at %s has taken nothing since %s. `coresync webhook test %s` says what the receiver answers.", s.Name, s.Host, h.ago(since), s.ID))
		}
	}
	if len(said) > 0 {
		return []api.Check{{Name: "webhooks", Outcome: "warning", Message: strings.Join(said, " ") + " See Settings > Webhooks."}}, nil
	}
	return []api.Check{{Name: "webhooks", Outcome: "ok", Message: fmt.Sprintf("No webhook of %d fails.", len(rows))}}, nil
}
