package http

import (
	"context"
	"slices"

	"coresync/domain"
	"coresync/http/api"

	"github.com/google/uuid"
)

// fakeExports gives a file that names what was asked, and notes it.
type fakeExports struct {
	asked  []api.ExportAsk
	scopes []api.Scope
	made   []api.Made
}

func (f *fakeExports) Export(_ context.Context, s api.Scope, ask api.ExportAsk) (api.Answer[api.File], error) {
	f.asked, f.scopes = append(f.asked, ask), append(f.scopes, s)
	if !slices.Contains(api.Formats(), ask.Format) {
		return api.Answer[api.File]{}, api.NoFormat(ask.Format)
	}
	if _, there := api.ExportTableOf(ask.Table); !there {
		return api.Answer[api.File]{}, domain.NotFound("table")
	}
	return answerOf(fileOf(ask.Table, ask.Format)), nil
}

func (f *fakeExports) Make(_ context.Context, _ uuid.UUID, m api.Made, format string) (api.File, error) {
	f.made = append(f.made, m)
	return fileOf(m.Name, format), nil
}

// fileOf is a file of a table with a name and nothing in it.
func fileOf(name, format string) api.File {
	types := map[string]string{"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "pdf": "application/pdf"}
	return api.File{Name: name + "-position-4711." + format, MediaType: types[format], Filter: "customer Müller; 100 %.", Workspace: "Example MSP", Body: api.Bytes("Name\n")}
}

// formatted is a file under a name, where there is such a format.
func formatted(name, format, body string) (api.Answer[api.File], error) {
	if !slices.Contains(api.Formats(), format) {
		return api.Answer[api.File]{}, api.NoFormat(format)
	}
	return answerOf(api.File{Name: name + format, MediaType: "text/csv; charset=utf-8", Body: api.Bytes(body)}), nil
}
