// Package pages knows the addresses of all pages, out of the table of routes, so that
// whoever looks at them or measures them has new ones, too.
package pages

import (
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"coresync/http/api"
	"coresync/http/web"
)

// All are the addresses of the pages that somebody signed in can open, in the order of
// the table. fill are pairs of a part of a path, such as "/assets/{id}", and what stands
// there instead; lacking are paths that it does not fill. Left out are files, the link
// that is used up, and what leads to an identity provider.
func All(services api.Services, fill ...string) (addresses, lacking []string, err error) {
	site, err := web.New(web.Config{Services: services, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, nil, fmt.Errorf("read the table of pages: %w", err)
	}
	filler := strings.NewReplacer(fill...)
	for _, route := range site.Routes() {
		if route.Method != http.MethodGet || route.Path == "/setup" || strings.HasPrefix(route.Path, "/sign-in/oidc") || strings.HasSuffix(route.Path, "/export") {
			continue
		}
		if address := filler.Replace(route.Path); strings.Contains(address, "{") {
			lacking = append(lacking, address)
		} else {
			addresses = append(addresses, address)
			if route.Path == "/assets/{id}" {
				for _, tab := range web.AssetTabs() {
					addresses = append(addresses, address+"?tab="+tab)
				}
			}
		}
	}
	return addresses, lacking, nil
}
