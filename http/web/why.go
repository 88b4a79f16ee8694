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
	return r.page("Why is the "+fieldWord(found.Data.Field)+" so?", "assets", func(v *view) page { return whyPage(v, id.String(), found.Data) })
}

// whyField is the field behind a line of an asset's page; "" has no answer of its own.
func whyField(word string) string {
	return map[string]string{
		"Name": "name", "Manufacturer": "manufacturer", "Model": "model", "Serial number": "serial_number", "Category": "category",
		"Operating system": "os", "Status": "status", "Notes": "notes", "Warranty from": "warranty_start", "Warranty until": "warranty_end",
		"NinjaOne organization": "organization", "NinjaOne location": "location", "Customer": "customer",
	}[word]
}

// sourceField is the field whose source stands behind a line of an asset's page.
func sourceField(f fact) string {
	if f.Word == "BIOS serial number" {
		return "bios_serial_number"
	}
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
