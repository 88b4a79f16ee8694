package service

import (
	"context"
	"strings"

	"coresync/adapters/poller"
	"coresync/domain/observation"
	"coresync/domain/rowid"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/asset"

	"github.com/google/uuid"
)

// apart are the rows that a run skipped or could not read, each with why and what to do.
func (s runs) apart(ctx context.Context, r *projections.Reading, run poller.Run) ([]api.Apart, error) {
	var ids []uuid.UUID
	for _, a := range run.Apart {
		if a.Kind == poller.Devices && a.ID != 0 {
			ids = append(ids, rowid.Device(run.Tenant, run.Connection, a.ID))
		}
	}
	names, err := asset.Names(ctx, r, ids)
	if err != nil {
		return nil, err
	}
	var all []api.Apart
	for _, a := range run.Apart {
		view := api.Apart{Thing: strings.TrimSuffix(string(a.Kind), "s"), NinjaID: a.ID, Outcome: "failed", Reason: a.Reason}
		if a.Skipped {
			view.Outcome = "skipped"
		}
		view.Message, view.Advice = apartWords(a.Reason)
		if id := rowid.Device(run.Tenant, run.Connection, a.ID); a.Kind == poller.Devices && names[id] != "" {
			view.Asset = &api.Ref{ID: id, Name: names[id]}
		}
		all = append(all, view)
	}
	return all, nil
}

// apartWords say why a row was left out, and what helps.
func apartWords(reason string) (why, advice string) {
	const again = "Nothing is to be done: the next sync reads it again."
	switch reason {
	case poller.ReasonListedTwice:
		return "NinjaOne listed it twice; it counts once.", "Nothing is to be done."
	case poller.ReasonChangedMeanwhile:
		return "It changed again while the run was held; the newer state stays.", again
	case poller.ReasonLeftOut:
		return "It was not among the changes that were released.", "The next sync finds its change again."
	case observation.ReasonTooLarge:
		return "Its row is larger than a row may be (1 MiB).", "Shorten what makes it so large in NinjaOne, such as notes, custom fields or members of a role, then sync again."
	case observation.ReasonNoID, observation.ReasonBadID:
		return "Its row names no usable id.", "Sync again. If it stays, tell NinjaOne's support: no row may be called missing as long as one has no id."
	case observation.ReasonTooDeep, observation.ReasonBadNumber:
		return "Its row holds values that no listing of NinjaOne has.", "Look at its custom fields in NinjaOne, then sync again."
	}
	return "Its row is no valid JSON.", "Sync again. If it stays, open it in NinjaOne and save it anew, or tell NinjaOne's support."
}
