package ninjaone_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"

	"coresync/adapters/ninjaone"
)

// tenant stands for NinjaOne: it issues tokens and has two devices.
func tenant() *httptest.Server {
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/ws/oauth/token":
			_, _ = fmt.Fprint(w, `{"access_token":"a","expires_in":3600,"scope":"monitoring","token_type":"Bearer"}`)
		case r.URL.Query().Get("after") == "":
			_, _ = fmt.Fprint(w, `[{"id":402,"systemName":"HIPPO"},{"id":551,"systemName":"EAGLE"}]`)
		default:
			_, _ = fmt.Fprint(w, `[]`)
		}
	}))
}

// A listing is read page by page; its end is proved by the last page.
func ExampleClient_Devices() {
	srv := tenant()
	defer srv.Close()
	client, err := ninjaone.New(ninjaone.Config{
		BaseURL: srv.URL, AllowLoopback: true, // Region: ninjaone.EU for a real tenant.
		ClientID: "my-client", Secret: ninjaone.StaticSecret("my-secret"),
		Grant: ninjaone.ClientCredentials,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()
	query := ninjaone.DeviceQuery{Detailed: true, Expand: []ninjaone.Expand{ninjaone.ExpandWarranty}}
	for page, err := range client.Devices(context.Background(), query) {
		if errors.Is(err, ninjaone.ErrReconnectRequired) {
			fmt.Println("ask somebody to click Reconnect")
			return
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, row := range page.Rows {
			fmt.Printf("%d %s\n", row.ID, row.Raw)
		}
		fmt.Println("page", page.Index, "resume after", page.After, "last", page.Last)
	}
	// Output:
	// 402 {"id":402,"systemName":"HIPPO"}
	// 551 {"id":551,"systemName":"EAGLE"}
	// page 0 resume after 551 last false
	// page 1 resume after 551 last true
}

// All faults of the settings come together, each with what to do.
func ExampleNew() {
	_, err := ninjaone.New(ninjaone.Config{Region: "Atlantis", Grant: ninjaone.ClientCredentials})
	fmt.Println(err)
	// Output:
	// NinjaOne connection settings: Region: "Atlantis" is not one of US, EU, Oceania, Canada, US2
	// ClientID: enter the client ID of the API client application
	// Secret: client credentials need the client secret
}
