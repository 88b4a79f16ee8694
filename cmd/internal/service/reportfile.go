package service

import (
	"context"
	"time"

	"coresync/domain"
	"coresync/domain/event"
	"coresync/http/api"
	"coresync/projections"

	"github.com/google/uuid"
)

// words say what of a report or a list is sent.
func (s exports) words(ctx context.Context, scope api.Scope, a reportAsk) (said string, err error) {
	switch a.report {
	case api.ReportLedger:
		return s.ledgers.filterWords(ctx, scope, a.ledger())
	case api.ReportMovements:
		return s.moves.filterWords(ctx, scope, a.movements())
	case api.ExportRecommendations, api.ExportForecast:
		return s.lives.filterWords(ctx, scope, a.lives())
	case api.ReportCompanies, api.ReportAges, api.ReportWarranties:
		return s.counts.filterWords(ctx, scope, a.counts())
	}
	t, _ := api.ExportTableOf(a.report) // readAsk looked
	err = s.reading(ctx, scope, a.reads(exportModels(a.report)), func(r *projections.Reading) (err error) {
		said, err = s.filterWords(within(ctx, r), scope, r, t, a)
		return err
	})
	return said, err
}

// dispatched makes the file of a sending: the one that an export of that moment gives, byte
// for byte. A ledger is that of the month that ended last before it.
func (s exports) dispatched(ctx context.Context, tenant uuid.UUID, d *event.ReportDispatched, zone *time.Location) (api.File, error) {
	a, wrong := scheduledAsk(d.Report, d.Filter)
	if err := domain.Invalid(wrong); err != nil {
		return api.File{}, err
	}
	scope := api.Scope{Tenant: tenant, AsOf: &api.Moment{Time: d.At}}
	switch d.Report {
	case api.ReportLedger:
		f := a.ledger()
		at := d.At.In(zone)
		f.Month = time.Date(at.Year(), at.Month(), 0, 12, 0, 0, 0, zone).Format("2006-01")
		found, err := s.ledgers.Export(ctx, scope, f, a.flag("devices"), d.Format)
		return found.Data, err
	case api.ReportMovements:
		f := a.movements()
		f.From, f.To = d.Since, d.At
		found, err := s.moves.Export(ctx, scope, f, d.Format)
		return found.Data, err
	}
	found, err := s.Export(ctx, scope, api.ExportAsk{Table: d.Report, Query: a.q, Format: d.Format})
	return found.Data, err
}
