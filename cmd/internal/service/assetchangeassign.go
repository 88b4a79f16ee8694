package service

import (
	"context"
	"slices"

	"coresync/eventstore"
	"coresync/http/api"
	"coresync/projections/asset"
	"coresync/projections/query"

	"github.com/google/uuid"
)

// assignAll gives the assets to a contact, or takes them back. Who has one already keeps
// it: nobody is replaced in bulk.
func (s assetChanges) assignAll(ctx context.Context, w wanted) (api.AssetsChanged, error) {
	var newest eventstore.Appended
	all, rows := assigning(w)
	n := 0
	for decisions := range slices.Chunk(all, query.MaxLimit) {
		c := w.command
		c.AppendID = partID(c, n)
		n++
		done, err := s.assign.Decide(ctx, c, decisions)
		if err != nil {
			return api.AssetsChanged{}, err
		}
		if done.Undo != nil && done.Position.N > newest.Last {
			newest = eventstore.Appended{Last: done.Position.N, Epoch: done.Position.Epoch}
		}
		for _, row := range done.Rows {
			rows = append(rows, api.AssetChanged{Asset: row.Asset, Outcome: row.Outcome, Code: row.Code, Message: row.Message})
		}
	}
	return s.told(ctx, w, rows, newest)
}

// assigning is who gets which asset, and the assets for whose customer nobody is named.
func assigning(w wanted) (decisions []api.AssociationDecision, left []api.AssetChanged) {
	contacts := make(map[uuid.UUID]uuid.UUID)
	for _, c := range w.Contacts {
		contacts[c.Customer] = c.Contact
	}
	for _, id := range w.ids {
		d := api.AssociationDecision{Asset: id, Action: w.Action, Contact: w.Contact, OtherCustomer: w.OtherCustomer, ExpectedVersion: seenNow}
		if found, is := w.found[id]; is && len(contacts) > 0 {
			contact, named := contacts[found.CustomerID]
			if !named || found.CustomerID == uuid.Nil {
				left = append(left, nobodyFor(found))
				continue
			}
			d.Contact = &contact
		}
		decisions = append(decisions, d)
	}
	return decisions, left
}

// nobodyFor says that no contact was named for the customer of an asset.
func nobodyFor(a asset.Asset) api.AssetChanged {
	row := api.AssetChanged{Asset: api.Ref{ID: a.ID, Name: a.Name}, Outcome: "refused", Code: api.CodeNoContact, Message: "No contact was named for its customer."}
	if a.CustomerID == uuid.Nil {
		row.Message = "It has no customer. Give it one first."
	}
	return row
}
