package api

import (
	"context"
	"slices"

	"coresync/http/permission"

	"github.com/google/uuid"
)

// AssetLine is an asset as a row of a table, with what only some columns show.
type AssetLine struct {
	Asset
	// Holder is the contact that it is assigned to; nil: nobody, or not asked for.
	Holder *Contact
	// Age is what the day and the replacement policies make of it; zero: not asked for.
	Age AssetAge
}

// AssetAge is an asset on a day.
type AssetAge struct {
	Months   *int   // nil: not known
	Warranty string // active, expiring, expired or none
	// State is what the replacement policies say (EOL-06 to EOL-08); empty: nothing, as of
	// what is retired or archived.
	State string
}

// AssetLines reads what the columns of a page of assets show besides: nothing but what is chosen,
// and of these assets alone.
func AssetLines(ctx context.Context, s Scope, columns []AssetColumn, assets []Asset, contacts Contacts, lives Replacements) ([]AssetLine, error) {
	lines := make([]AssetLine, len(assets))
	for i, a := range assets {
		lines[i].Asset = a
	}
	shown := func(keys ...string) bool {
		return slices.ContainsFunc(columns, func(c AssetColumn) bool { return slices.Contains(keys, c.Key) })
	}
	if shown("contact") && contacts != nil {
		if err := addHolders(ctx, s, lines, contacts); err != nil {
			return nil, err
		}
	}
	if shown("age", "warranty", "eol") && lives != nil && len(lines) > 0 {
		found, err := lives.Ages(ctx, s, assets)
		if err != nil {
			return nil, err
		}
		for i := range lines {
			lines[i].Age = found.Data[i]
		}
	}
	return lines, nil
}

// mostHolders is how many contacts are asked for at once, as many as a page of a list has at most.
const mostHolders = 500

// addHolders adds to whom assets are assigned.
func addHolders(ctx context.Context, s Scope, lines []AssetLine, contacts Contacts) error {
	var ids []uuid.UUID
	for _, l := range lines {
		if l.Contact != nil && !slices.Contains(ids, *l.Contact) {
			ids = append(ids, *l.Contact)
		}
	}
	known := make(map[uuid.UUID]Contact, len(ids))
	for some := range slices.Chunk(ids, mostHolders) {
		found, err := contacts.List(ctx, s, ContactFilter{IDs: some}, List{Limit: mostHolders, Uncounted: true, Sort: Sort{By: "customer"}})
		if err != nil {
			return err
		}
		for _, c := range found.Data.Items {
			known[c.ID] = c
		}
	}
	for i, l := range lines {
		if l.Contact == nil {
			continue
		}
		if c, there := known[*l.Contact]; there {
			lines[i].Holder = &c
		}
	}
	return nil
}

// Word is what a contact is called.
func (c *Contact) Word() string {
	switch {
	case c == nil:
		return ""
	case c.Erased:
		return erased
	}
	return c.Name
}

// AssetColumnsFor are the columns that somebody may see of those with these keys, or the usual
// ones of the page: names of contacts are for those who may see persons.
func AssetColumnsFor(may permission.Set, keys []string) []AssetColumn {
	return slices.DeleteFunc(AssetColumnsOf(keys), func(c AssetColumn) bool { return !may.Has(c.Needs()) })
}

// Needs is the permission that a column takes.
func (c AssetColumn) Needs() permission.Permission {
	if c.Key == "contact" {
		return permission.TicketsView
	}
	return permission.AssetsView
}
