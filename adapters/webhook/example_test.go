package webhook_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"

	"coresync/adapters/webhook"

	standard "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// A program that is told: it checks the signature, takes each message once, and applies the
// fields that changed to what it has.
func Example() {
	secret := webhook.NewSecret() // as it was shown when the webhook was added
	assets, seen := map[string]map[string]any{}, map[string]bool{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(io.LimitReader(r.Body, 4<<20))
		key, wrong := standard.NewWebhook(secret)
		if err != nil || wrong != nil || key.Verify(body, r.Header) != nil { // also where it is older than five minutes
			http.Error(w, "who are you?", http.StatusUnauthorized)
			return
		}
		if id := r.Header.Get("webhook-id"); seen[id] && r.Header.Get("Coresync-Replay") == "" {
			return // it was taken, and nobody heard: 200, so that it is not sent again
		} else {
			seen[id] = true
		}
		var m struct {
			Type string
			Data struct {
				Items []struct {
					Type    string
					Subject struct{ Type, ID string }
					Changes map[string]struct{ Old, New any }
				}
			}
		}
		if err := json.Unmarshal(body, &m); err != nil {
			http.Error(w, "what is that?", http.StatusBadRequest)
			return
		}
		for _, n := range m.Data.Items {
			switch {
			case n.Subject.Type != "asset":
			case n.Type == "asset.removed":
				delete(assets, n.Subject.ID)
			default:
				if assets[n.Subject.ID] == nil {
					assets[n.Subject.ID] = map[string]any{}
				}
				for field, change := range n.Changes {
					assets[n.Subject.ID][field] = change.New // null: it has none
				}
			}
		}
	}))
	defer server.Close()

	sender := webhook.New(webhook.Config{Networks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
	body := `{"type": "coresync.changes", "data": {"items": [{"type": "asset.updated", "subject": {"type": "asset", "id": "42"}, "changes": {"name": {"old": "Reception", "new": "Front desk"}}}]}}`
	for range 2 { // it comes twice, and counts once
		answer := sender.Send(context.Background(), webhook.Message{ID: "msg_1", URL: server.URL, Body: []byte(body), Secrets: []string{secret}})
		fmt.Println(answer.Status, assets["42"]["name"])
	}
	// Output:
	// 200 Front desk
	// 200 Front desk
}
