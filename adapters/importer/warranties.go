package importer

import (
	"context"
	"fmt"

	"coresync/domain/asset"
	"coresync/domain/directory"
	"coresync/domain/event"
	"coresync/domain/warranty"
	"coresync/eventstore"

	"github.com/google/uuid"
)

// FindAssets tells which assets have serial numbers, in the form of asset.SerialKey, and
// which of some ids are those of assets.
type FindAssets func(ctx context.Context, serials []string, ids []uuid.UUID) (bySerial map[string][]uuid.UUID, known map[uuid.UUID]bool, err error)

// nameAssets gives the rows about warranties the assets that they name. Rows that name
// none, or more than one, have a fault.
func nameAssets(ctx context.Context, r Request, file *directory.File) error {
	var serials []string
	var ids []uuid.UUID
	for _, e := range file.Entries {
		if e.Serial != "" {
			serials = append(serials, asset.SerialKey(e.Serial))
		} else if len(e.Refers) == 0 {
			ids = append(ids, e.Payload.(*event.WarrantyRecorded).Asset)
		}
	}
	if len(serials)+len(ids) == 0 {
		return nil
	}
	bySerial, known, err := r.Assets(ctx, serials, ids)
	if err != nil {
		return fmt.Errorf("look for the assets of %d warranties: %w", len(file.Entries), err)
	}
	for _, e := range file.Entries {
		p := e.Payload.(*event.WarrantyRecorded)
		found := bySerial[asset.SerialKey(e.Serial)]
		switch {
		case file.Faulty(e.Line, "serial_number"): // the row does not say which asset it is about
		case e.Serial == "" && len(e.Refers) == 0 && !known[p.Asset]:
			file.Add(directory.Fault{Line: e.Line, Column: "asset_external_id", Message: "there is no asset with the id " + p.Asset.String()})
		case e.Serial == "":
		case len(found) == 1:
			p.Asset = found[0]
		case len(found) == 0:
			file.Add(directory.Fault{Line: e.Line, Column: "serial_number", Message: fmt.Sprintf("no asset has the serial number %q", e.Serial)})
		default:
			file.Add(directory.Fault{Line: e.Line, Column: "serial_number", Message: fmt.Sprintf(
				"%d assets have the serial number %q; name the one by its id in asset_external_id", len(found), e.Serial)})
		}
	}
	return nil
}

// leaveHand takes out of the plan what people changed by hand, which a file doesn't
// overrule, and ends an entitlement with the asset that it leaves.
func (p *plan) leaveHand(ctx context.Context, log Log, r Request) error {
	now, err := entitlements(ctx, log, r.Tenant)
	if err != nil {
		return err
	}
	events := p.events
	p.events = nil
	for _, e := range events {
		was := now[e.Stream]
		byHand := was != nil && was.Source == string(warranty.SourceHand)
		switch wanted := e.Payload.(type) {
		case *event.WarrantyRemoved:
			if byHand || was == nil {
				p.Removed--
				delete(p.expect, e.Stream)
				continue
			}
			wanted.Asset = was.Asset
		case *event.WarrantyRecorded:
			if byHand {
				p.Changed, p.Unchanged = p.Changed-1, p.Unchanged+1
				delete(p.expect, e.Stream)
				continue
			}
			if was != nil && was.Asset != wanted.Asset {
				p.events = append(p.events, event.New{Stream: e.Stream, Payload: &event.WarrantyRemoved{ID: was.ID, Asset: was.Asset}, Tag: []byte{}})
			}
		}
		p.events = append(p.events, e)
	}
	return nil
}

// entitlements reads what stands in the log, by stream.
func entitlements(ctx context.Context, log Log, tenant uuid.UUID) (map[string]*event.WarrantyRecorded, error) {
	now := make(map[string]*event.WarrantyRecorded)
	query := eventstore.Query{Types: []event.Type{"WarrantyRecorded", "WarrantyRemoved"}}
	err := log.Read(ctx, tenant, query, func(e event.Recorded) error {
		payload, err := log.Registry().Decode(e)
		now[e.Stream], _ = payload.(*event.WarrantyRecorded)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the warranties: %w", err)
	}
	return now, nil
}
