package main

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	baton "github.com/conductorone/baton-sdk/pb/c1/connectorapi/baton/v1"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/durationpb"
)

// standIn plays ConductorOne's service, which a connector in service mode dials: it
// hands out tasks one by one and takes what comes of them.
type standIn struct {
	baton.UnimplementedBatonServiceServer
	address string // host and port
	hello   chan *baton.BatonServiceHelloRequest
	tasks   chan *baton.Task
	done    chan *baton.BatonServiceFinishTaskRequest

	mu     sync.Mutex
	count  int
	assets map[string][]byte // by task
}

// serve starts the service and leaves its certificate in a file.
func serve(t *testing.T, certificate string) *standIn {
	t.Helper()
	s := &standIn{hello: make(chan *baton.BatonServiceHelloRequest, 8), tasks: make(chan *baton.Task, 8),
		done: make(chan *baton.BatonServiceFinishTaskRequest, 8), assets: map[string][]byte{}}
	rpc := grpc.NewServer()
	baton.RegisterBatonServiceServer(rpc, s)
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasPrefix(r.Header.Get("Content-Type"), "application/grpc"):
			rpc.ServeHTTP(w, r)
		case r.URL.Path == "/auth/v1/token" && r.FormValue("client_assertion") != "":
			_, _ = io.WriteString(w, `{"access_token":"token","token_type":"Bearer","expires_in":3600}`)
		default:
			http.NotFound(w, r)
		}
	}))
	srv.EnableHTTP2 = true
	srv.StartTLS()
	t.Cleanup(srv.Close)
	s.address = srv.Listener.Addr().String()
	block := &pem.Block{Type: "CERTIFICATE", Bytes: srv.Certificate().Raw}
	require.NoError(t, os.WriteFile(certificate, pem.EncodeToMemory(block), 0o600))
	return s
}

// Hello takes what the connector says of itself.
func (s *standIn) Hello(_ context.Context, r *baton.BatonServiceHelloRequest) (*baton.BatonServiceHelloResponse, error) {
	s.hello <- r
	return &baton.BatonServiceHelloResponse{}, nil
}

// GetTask waits for the next task.
func (s *standIn) GetTask(ctx context.Context, _ *baton.BatonServiceGetTaskRequest) (*baton.BatonServiceGetTaskResponse, error) {
	select {
	case task := <-s.tasks:
		return baton.BatonServiceGetTaskResponse_builder{Task: task, NextPoll: durationpb.New(0)}.Build(), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Heartbeat lets the task go on.
func (*standIn) Heartbeat(context.Context, *baton.BatonServiceHeartbeatRequest) (*baton.BatonServiceHeartbeatResponse, error) {
	return &baton.BatonServiceHeartbeatResponse{}, nil
}

// FinishTask takes what came of a task.
func (s *standIn) FinishTask(_ context.Context, r *baton.BatonServiceFinishTaskRequest) (*baton.BatonServiceFinishTaskResponse, error) {
	s.done <- r
	return &baton.BatonServiceFinishTaskResponse{}, nil
}

// UploadAsset takes the file of a sync.
func (s *standIn) UploadAsset(in grpc.ClientStreamingServer[baton.BatonServiceUploadAssetRequest, baton.BatonServiceUploadAssetResponse]) error {
	task := ""
	for {
		part, err := in.Recv()
		if err != nil {
			return err
		}
		if part.HasMetadata() {
			task = part.GetMetadata().GetTaskId()
		}
		s.mu.Lock()
		s.assets[task] = append(s.assets[task], part.GetData().GetData()...)
		s.mu.Unlock()
		if part.HasEof() {
			return in.SendAndClose(&baton.BatonServiceUploadAssetResponse{})
		}
	}
}

// do hands out a task and waits for what comes of it.
func (s *standIn) do(t *testing.T, task *baton.Task) *baton.BatonServiceFinishTaskRequest {
	t.Helper()
	s.count++
	task.SetId(fmt.Sprintf("%027d", s.count))
	s.tasks <- task
	select {
	case finished := <-s.done:
		require.Equal(t, task.GetId(), finished.GetTaskId())
		return finished
	case <-t.Context().Done():
		t.Fatal("the connector did not finish the task")
		return nil
	}
}

// credentials are a client id and secret as ConductorOne hands them out.
func (s *standIn) credentials(t *testing.T) (id, secret string) {
	t.Helper()
	public, private, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	key, err := json.Marshal(map[string]string{"kty": "OKP", "crv": "Ed25519",
		"x": base64.RawURLEncoding.EncodeToString(public), "d": base64.RawURLEncoding.EncodeToString(private.Seed())})
	require.NoError(t, err)
	return "connector@" + s.address + "/bcc", "secret-token:stand-in:v1:" + base64.RawURLEncoding.EncodeToString(key)
}

// start runs the connector in service mode until the test ends.
func (s *standIn) start(t *testing.T, b *bundle, args ...string) {
	t.Helper()
	id, secret := s.credentials(t)
	cmd := b.connector(append([]string{"--client-id", id, "--client-secret", secret}, args...)...)
	cmd.Env = append(cmd.Env, "BATON_C1_API_HOST="+s.address, "SSL_CERT_FILE="+filepath.Join(b.dir, "ca.pem"), "BATON_HOST_ID=baton-ninja-one")
	cmd.Stderr = os.Stderr
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		require.NoError(t, cmd.Process.Kill())
		_ = cmd.Wait() // It was killed.
	})
}
