// Package web is the pages that people see: rendered on the server from typed
// templates (.templ), one page a file. A page asks the interfaces of package
// http/api, as the JSON API does; it has no other way to the data. Whatever is a
// form works without scripts; scripts make it quicker.
//
// The server (package http) finds out who asks and whether he may before a page
// runs, and turns a page's error into a page by Site.Fail.
package web

//go:generate go run github.com/a-h/templ/cmd/templ@v0.3.1118 generate -path . -log-level warn
