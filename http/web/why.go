package web

import (
	"cmp"
	"net/url"

	"coresync/domain/asset"
	"coresync/http/api"
	"coresync/http/permission"
)

// whys is the page that says where a field of an asset comes from.
func (s *Site) whys() []Route {
	return []Route{{"page.why", get, "/assets/{id}/why/{field}", permission.AssetsView, s.Services.Decisions != nil, s.showWhy}}
}

func (s *Site) showWhy(r *Request) error {
	id, err := r.pathID("id", "asset")
	if err != nil {
		return err
	}
	found, err := s.Services.Decisions.Why(r.Context(), r.then(), id, r.Vars["field"])
	if err != nil {
		return err
	}
	shown := found.Data
	if named := valueShown(shown.Field); named != nil {
		of, err := s.Services.Assets.Get(r.Context(), r.then(), id)
		if err != nil {
			return err
		}
		return r.page(whyTitle(shown), "assets", func(v *view) page {
			shown.Value = named(v, of.Data)
			return whyPage(v, id.String(), shown)
		})
	}
	return r.page(whyTitle(shown), "assets", func(v *view) page { return whyPage(v, id.String(), shown) })
}

func whyTitle(w api.Why) string { return "Why is the " + fieldWord(w.Field) + " so?" }

// valueShown is how people are shown the value of a field that is told as an id, as a time, or
// not at all since it is personal; nil: as it is told.
func valueShown(field string) func(*view, api.Asset) string {
	switch field {
	case "customer":
		return func(_ *view, a api.Asset) string { return refName(a.Customer) }
	case "last_user":
		return func(_ *view, a api.Asset) string { return lastUserWord(a) }
	case "first_seen_at":
		return func(v *view, a api.Asset) string {
			if a.FirstSeenAt == nil {
				return ""
			}
			return v.exact(*a.FirstSeenAt)
		}
	}
	return nil
}

// whyField is the field behind a line of an asset's page; "" has no answer of its own.
func whyField(word string) string {
	return map[string]string{
		"Name": "name", "Manufacturer": "manufacturer", "Model": "model", "Serial number": "serial_number", "Category": "category",
		"Operating system": "os", "Status": "status", "Notes": "notes", "Warranty from": "warranty_start", "Warranty until": "warranty_end",
		"NinjaOne organization": "organization", "NinjaOne location": "location", "BIOS serial number": "bios_serial_number", "Last user": "last_user", "Earlier names": "names",
	}[word]
}

// sourceField is the field whose source stands behind a line of an asset's page.
func sourceField(f fact) string {
	return cmp.Or(f.Field, whyField(f.Word))
}

// whySource is who gave a value.
func whySource(source, member string) string {
	word := map[string]string{"hand": "set by hand", "ninjaone": "from NinjaOne", "kept": "from the asset that people keep", "computed": "worked out"}[source]
	if word == "" {
		word = source
	}
	if member != "" {
		word += " (" + member + ")"
	}
	return word
}

func orNone(value string) string {
	if value == "" {
		return "nothing"
	}
	return value
}

func queryEscape(s string) string { return url.QueryEscape(s) }

// precedenceWords is who goes before whom.
func precedenceWords(w api.Why) string {
	words := ""
	for i, source := range w.Precedence {
		if i > 0 {
			words += " > "
		}
		words += whySource(source, "")
	}
	return words
}

// standingTone says what a serial number is worth as an identity.
func standingTone(state string) tone {
	switch asset.SerialState(state) {
	case asset.SerialQuarantined:
		return tone{"In quarantine", "alert-triangle", "orange"}
	case asset.SerialAmbiguous:
		return tone{"Several assets have it", "question-mark", "yellow"}
	case asset.SerialReleased:
		return tone{"Identifies the device again", "check", "green"}
	}
	return tone{"Identifies the device", "check", "green"}
}
