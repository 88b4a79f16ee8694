package web

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"coresync/domain"
	"coresync/http/api"
	"coresync/http/permission"
)

// importPages take CSV files, with a preview of what they would do.
func (s *Site) importPages() []Route {
	has := s.Services.Imports != nil
	return []Route{
		{"page.import", get, "/settings/import", permission.ContactsManage, has, s.showImport},
		{"page.import.file", post, "/settings/import", permission.ContactsManage, has, s.importFile},
		{"page.import.faults", post, "/settings/import/faults", permission.ContactsManage, has, s.importFaults},
	}
}

// importView is what the page shows.
type importView struct {
	Kind    string
	Text    string // the file, to be imported as it was previewed
	Removes bool
	Result  *api.ImportResult
	Faults  []domain.Fault // of lines
	Message string         // of the whole file
}

// importKind is a kind of rows with the columns that it takes.
type importKind struct{ Kind, Word, Columns string }

func importKinds() []importKind {
	return []importKind{
		{"customers", "Customers", "external_id,name,number,domains,city"},
		{"contacts", "Contacts", "external_id,customer_external_id,name,email,phone"},
		{"contracts", "Contracts", "external_id,customer_external_id,name,start,end"},
		{"tickets", "Tickets", "external_id,customer_external_id,contact_external_id,number,subject,status"},
		{"assets", "Assets", "external_id,customer_external_id,name,manufacturer,model,serial_number,category,status,notes,purchased_on,warranty_end"},
		{"warranties", "Warranties", "external_id,asset_external_id,serial_number,name,start,end"},
	}
}

func (s *Site) showImport(r *Request) error {
	return s.importPage(r, http.StatusOK, &importView{Kind: "customers"})
}

func (s *Site) importPage(r *Request, status int, i *importView) error {
	return r.pageWith(status, "Import", "settings", func(v *view) page { return importPage(v, i) })
}

// importFile previews a file, or imports what was previewed. Half an import is harder
// to mend than none, so a file with faults is refused with all of them.
func (s *Site) importFile(r *Request) error {
	i, err := r.importAsked()
	if err != nil {
		return err
	}
	preview := r.field("import") == ""
	done, err := s.Services.Imports.Import(r.Context(), r.command(), api.Import{
		Kind: i.Kind, Preview: preview, RemoveMissing: i.Removes, File: strings.NewReader(i.Text),
	})
	var known *domain.Error
	switch {
	case err == nil && !preview:
		if err := s.awaitPosition(r, done.Position); err != nil {
			return err
		}
		return r.done("/settings/import", importSaid(done))
	case err == nil:
		i.Result = &done
		return s.importPage(r, http.StatusOK, i)
	case errors.As(err, &known) && known.Code == domain.CodeInvalid:
		i.Faults, i.Message = known.Fields, known.Message
		return s.importPage(r, http.StatusUnprocessableEntity, i)
	}
	return err
}

// importAsked reads the form. Apps have a page and a permission of their own.
func (r *Request) importAsked() (*importView, error) {
	i := &importView{Kind: r.field("kind"), Text: r.PostFormValue("text"), Removes: r.field("remove_missing") != ""}
	if !slices.ContainsFunc(importKinds(), func(k importKind) bool { return k.Kind == i.Kind }) {
		return nil, domain.NotFound("import")
	}
	return i, nil
}

// importFaults answers with the rows that are wrong, to be mended apart.
func (s *Site) importFaults(r *Request) error {
	i, err := r.importAsked()
	if err != nil {
		return err
	}
	found, err := s.Services.Imports.Faults(r.Context(), r.scope(), api.Import{Kind: i.Kind, File: strings.NewReader(i.Text)})
	if err != nil {
		return err
	}
	WriteFile(r.W, found, found.Mark())
	return nil
}

// rowsWithFaults counts the lines that can be taken away; the file as a whole and its heading
// are none.
func (i *importView) rowsWithFaults() int {
	lines := make(map[string]bool)
	for _, f := range i.Faults {
		if line, _, _ := strings.Cut(f.Pointer, ","); line != "" && line != "line 1" {
			lines[line] = true
		}
	}
	return len(lines)
}

func importSaid(done api.ImportResult) string {
	return plural(done.Rows, "row", "rows") + ": " + grouped(int64(done.Created)) + " created, " + grouped(int64(done.Updated)) + " updated, " +
		grouped(int64(done.Unchanged)) + " unchanged, " + grouped(int64(done.Removed)) + " removed."
}

// place is where in the file a fault is.
func place(f domain.Fault) string {
	if f.Pointer == "" {
		return "The file"
	}
	return api.Capitalized(f.Pointer)
}
