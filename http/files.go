package http

import (
	"net/http"

	"coresync/http/api"
	"coresync/http/web"
)

// writeFile answers with a file to be downloaded.
func (r *request) writeFile(w http.ResponseWriter, f api.File) error {
	web.WriteFile(w, f, "")
	return nil
}
