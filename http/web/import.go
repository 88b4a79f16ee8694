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
	i := &importView{Kind: r.field("kind"), Text: r.PostFormValue("text"), Removes: r.field("remove_missing") != ""}
	if !slices.ContainsFunc(importKinds(), func(k importKind) bool { return k.Kind == i.Kind }) {
		return domain.NotFound("import") // apps have a page and a permission of their own
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
