package api

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"coresync/domain/lifetime"

	"github.com/google/uuid"
)

// AssetFilterOf reads a filter as addresses of lists of assets have it. What an address
// has besides, such as an order, filters nothing; a member that it does not know, or a
// value that can't be one, is an error: a misspelt filter must not mean everything.
func AssetFilterOf(q url.Values) (f AssetFilter, err error) {
	ids := func(into *[]uuid.UUID) func([]string) error {
		return func(values []string) error {
			for _, text := range values {
				id, err := uuid.Parse(text)
				if err != nil {
					return fmt.Errorf("%q is no id", text)
				}
				*into = append(*into, id)
			}
			return nil
		}
	}
	texts := func(into *[]string) func([]string) error {
		return func(values []string) error { *into = values; return nil }
	}
	flag := func(into *bool) func([]string) error {
		return func(values []string) (err error) { *into, err = strconv.ParseBool(values[0]); return err }
	}
	var contact []uuid.UUID
	var missing bool
	members := map[string]func([]string) error{
		"customer": ids(&f.Customers), "connection": ids(&f.Connections), "contact": ids(&contact),
		"category": texts(&f.Categories), "status": texts(&f.Statuses), "connectivity": texts(&f.Connectivity), "tag": texts(&f.Tags),
		"no_customer": flag(&f.NoCustomer), "unassigned": flag(&f.Unassigned), "ignored": flag(&f.Ignored), "physical": flag(&f.Physical),
		"missing": flag(&missing),
		"source":  func(values []string) error { f.Source = values[0]; return nil },
		"organization": func(values []string) (err error) {
			f.Organization, err = strconv.ParseInt(values[0], 10, 64)
			return err
		},
		"age": func(values []string) error {
			for _, v := range values {
				f.Ages = append(f.Ages, lifetime.Band(v))
			}
			return nil
		},
		"warranty": func(values []string) error {
			for _, v := range values {
				f.Warranties = append(f.Warranties, lifetime.Warranty(v))
			}
			return nil
		},
		"q": nil, "sort": nil, "col": nil, SavedName: nil,
	}
	for _, name := range slices.Sorted(maps.Keys(q)) {
		read, known := members[name]
		if !known {
			return f, fmt.Errorf("%q filters no assets; choose among %s", name, strings.Join(slices.Sorted(maps.Keys(members)), ", "))
		}
		if read == nil || len(q[name]) == 0 {
			continue
		}
		if err := read(q[name]); err != nil {
			return f, fmt.Errorf("%s: %w", name, err)
		}
	}
	if len(contact) > 0 {
		f.Contact = contact[0]
	}
	if q.Has("missing") {
		f.Missing = &missing
	}
	return f, nil
}
