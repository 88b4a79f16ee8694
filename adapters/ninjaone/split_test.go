package ninjaone

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func split(body string, change ...func(*splitter)) (rows, error) {
	var got rows
	got.reset()
	s := &splitter{idMember: "id"}
	for _, f := range change {
		f(s)
	}
	err := s.whole([]byte(body), &got)
	return got, err
}

func TestSplitKeepsEveryByte(t *testing.T) {
	t.Parallel()
	first := `{"id":402, "name":"a\"b\\", "created":1743088826.524929000,"n":1e+2 }`
	second := "{\"id\":9,\"name\":\"\x00 \xff\xfe \\u0000\"}"
	got, err := split(" [ " + first + " ,\n" + second + "\t] \r\n")
	require.NoError(t, err)
	require.Len(t, got.kept, 2)
	require.Equal(t, first, string(got.kept[0].Raw))
	require.Equal(t, int64(402), got.kept[0].ID)
	require.Equal(t, second, string(got.kept[1].Raw))
	require.Equal(t, int64(9), got.kept[1].ID)
}

func TestSplitFindsTheID(t *testing.T) {
	t.Parallel()
	for row, want := range map[string]int64{
		`{"id":7}`:                         7,
		`{"references":{"id":1},"id":8}`:   8,
		`{"id":8,"references":{"id":1}}`:   8,
		`{"\u0069d":9}`:                    9,
		`{"i\u0064":9}`:                    9,
		`{"id":1,"id":2}`:                  2,
		`{"idx":1,"i":2}`:                  0,
		`{"id":"3"}`:                       0,
		`{"id":3.0}`:                       0,
		`{"id":null}`:                      0,
		`{"id":-4}`:                        -4,
		`{"id":9223372036854775807000}`:    0,
		`{"id":-}`:                         0,
		`{"name":"\"id\":5","x":["id",6]}`: 0,
	} {
		got, _ := split("[" + row + "]")
		switch {
		case len(got.kept) == 1:
			require.Equal(t, want, got.kept[0].ID, row)
		default:
			require.Len(t, got.rejected, 1, row)
			require.Equal(t, want, got.rejected[0].ID, row)
		}
	}
}

func TestSplitRefusesWhatIsNoWholeArray(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]Kind{
		``:                         KindTruncated,
		" \n":                      KindTruncated,
		`[`:                        KindTruncated,
		`[{"id":1}`:                KindTruncated,
		`[{"id":1},`:               KindTruncated,
		`[{"id":1`:                 KindTruncated,
		`[{"id":1},{"id":2,"na`:    KindTruncated,
		`[{"id":1},{"id":2,"n":"\`: KindTruncated,
		`[{"id":1},{"id":2,"n":tr`: KindTruncated,
		`[{"id":1},{"id":-`:        KindTruncated,
		`[{"id":1}]]`:              KindMalformed,
		`[{"id":1}]{"id":2}`:       KindMalformed,
		`[{"id":1}{"id":2}]`:       KindMalformed,
		`[{"id":1},]`:              KindMalformed,
		`[,{"id":1}]`:              KindMalformed,
		`[{"id":1]}`:               KindMalformed,
		`[}`:                       KindMalformed,
		`{"id":1}`:                 KindMalformed,
		`null`:                     KindMalformed,
		`[{"id":1,"a":"b"c"}]`:     KindMalformed,
	} {
		_, err := split(body)
		var f *scanFault
		require.ErrorAs(t, err, &f, body)
		require.Equal(t, want, f.kind, "%s: %v", body, err)
	}
}

func TestSplitLeavesOutOneBrokenRow(t *testing.T) {
	t.Parallel()
	for _, broken := range []string{`{"id":2,"load":NaN}`, `{"id":2,"a":[1,,2]}`, `{"id":2,"a":01}`, `{"id":2,}`, `{"id":2,"a":tru}`} {
		got, err := split(`[{"id":1},` + broken + `,{"id":3}]`)
		require.NoError(t, err, broken)
		require.Equal(t, []Row{{Raw: []byte(`{"id":1}`), ID: 1}, {Raw: []byte(`{"id":3}`), ID: 3}}, got.kept)
		require.Len(t, got.rejected, 1)
		require.Equal(t, int64(2), got.rejected[0].ID)
		require.Equal(t, 1, got.rejected[0].Index)
		var malformed *RowMalformedError
		require.ErrorAs(t, got.rejected[0].Err, &malformed)
	}
}

func TestSplitLeavesOutALargeRow(t *testing.T) {
	t.Parallel()
	large := fmt.Sprintf(`{"notes":%q,"id":2}`, strings.Repeat("x", 10<<20))
	got, err := split(`[{"id":1},`+large+`,{"id":3}]`, func(s *splitter) { s.maxRow = 1 << 20 })
	require.NoError(t, err)
	require.Len(t, got.kept, 2)
	require.Equal(t, []RejectedRow{{Index: 1, ID: 2, Err: &RowTooLargeError{ID: 2, Bytes: len(large), Limit: 1 << 20}}}, got.rejected)
}

func TestSplitWantsIDs(t *testing.T) {
	t.Parallel()
	got, err := split(`[{"id":1},{"name":"x"},null,{"id":3}]`, func(s *splitter) { s.wantID = true })
	require.NoError(t, err)
	require.Len(t, got.kept, 2)
	require.Len(t, got.rejected, 2)
	require.Equal(t, 4, got.count())
}

// TestSplitAgreesWithEncodingJSON: what encoding/json accepts is cut into the same
// rows, and every proper prefix of it is refused as cut off.
func TestSplitAgreesWithEncodingJSON(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOf(jsonValue(3)).Draw(t, "values")
		body, err := json.Marshal(values)
		require.NoError(t, err)
		if rapid.Bool().Draw(t, "indented") {
			var b bytes.Buffer
			require.NoError(t, json.Indent(&b, body, " ", "\t"))
			body = b.Bytes()
		}
		sameAsEncodingJSON(t, body)
		cut := rapid.IntRange(0, len(body)-1).Draw(t, "cut")
		_, err = split(string(body[:cut]))
		var f *scanFault
		require.ErrorAs(t, err, &f)
		require.Equal(t, KindTruncated, f.kind)
	})
}

// sameAsEncodingJSON cuts a valid array both ways.
func sameAsEncodingJSON(t require.TestingT, body []byte) {
	var want []json.RawMessage
	require.NoError(t, json.Unmarshal(body, &want))
	got, err := split(string(body))
	require.NoError(t, err)
	require.Empty(t, got.rejected)
	require.Len(t, got.kept, len(want))
	for i := range want {
		require.Equal(t, string(want[i]), string(got.kept[i].Raw))
		require.Equal(t, idByEncodingJSON(want[i]), got.kept[i].ID)
	}
}

// idByEncodingJSON reads the member "id" the slow way, by exact name.
func idByEncodingJSON(raw json.RawMessage) int64 {
	var members map[string]json.RawMessage
	var id int64
	if json.Unmarshal(raw, &members) != nil || json.Unmarshal(members["id"], &id) != nil {
		return 0
	}
	if bytes.ContainsAny(members["id"], ".eE") || integer(members["id"]) == (identity{}) {
		return 0
	}
	return id
}

// jsonValue draws any JSON value, objects with a member "id" more often.
func jsonValue(depth int) *rapid.Generator[any] {
	return rapid.Custom(func(t *rapid.T) any {
		most := 5
		if depth == 0 {
			most = 3
		}
		switch rapid.IntRange(0, most).Draw(t, "kind") {
		case 0:
			return rapid.String().Draw(t, "string")
		case 1:
			return rapid.Float64Range(-1e20, 1e20).Draw(t, "number")
		case 2:
			return rapid.Bool().Draw(t, "bool")
		case 3:
			return nil
		case 4:
			return rapid.SliceOfN(jsonValue(depth-1), 0, 4).Draw(t, "array")
		}
		m := rapid.MapOfN(rapid.StringN(0, 6, -1), jsonValue(depth-1), 0, 4).Draw(t, "object")
		if rapid.Bool().Draw(t, "with id") {
			m["id"] = rapid.Int32().Draw(t, "id")
		}
		return m
	})
}

func FuzzSplit(f *testing.F) {
	for _, seed := range []string{`[]`, `[{"id":1},{"id":2}]`, `[1,-0.5e+7,"\u00e9",null,true,[{}]]`, "[\"\x00\xff\"]",
		`[{"id":1},{"id":NaN}]`, `[{"id":1}`, `[[[[`, `[{"a":"\"}]`, `<html>`, `{"results":[]}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		got, err := split(string(body))
		if trimmed := bytes.TrimLeft(body, " \t\r\n"); json.Valid(body) && trimmed[0] == '[' {
			sameAsEncodingJSON(t, body)
			return
		}
		if err != nil {
			return
		}
		for _, r := range got.kept { // Refused by encoding/json for bytes inside of strings at most.
			require.True(t, bytes.Contains(body, r.Raw))
		}
	})
}

// devicePage is a page of n devices of about 2.2 KB, as NinjaOne sends them.
func devicePage(n int) []byte {
	var b bytes.Buffer
	b.WriteByte('[')
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, deviceTemplate, 1000+i, i, i, i, i, i, 1000+i, 1000+i)
	}
	b.WriteByte(']')
	return b.Bytes()
}

const deviceTemplate = `{"id":%d,"uid":"a8b0c9d0-aaf6-422e-975c-aef27c935de2","organizationId":13,"locationId":33,"nodeClass":"WINDOWS_SERVER","nodeRoleId":1002,"rolePolicyId":57,"policyId":243,"approvalStatus":"APPROVED","offline":false,"systemName":"EXA-RDS-%d","dnsName":"EXA-RDS-%d.example.test","created":1743088826.524929000,"lastContact":1759136775.901000000,"lastUpdate":1759136775.901000000,"tags":[],"ipAddresses":["10.10.88.4","fe80::1:26ff:fecb:352"],"macAddresses":["00:15:5D:00:00:04","00:15:5D:00:00:04"],"publicIP":"203.0.113.242","os":{"manufacturer":"Microsoft Corporation","name":"Windows Server 2022 Standard Edition","architecture":"64-bit","lastBootTime":1758761443.000000000,"buildNumber":"20348","releaseId":"21H2","servicePackMajorVersion":0,"servicePackMinorVersion":0,"locale":"en-GB","language":"English","needsReboot":false},"system":{"name":"EXA-RDS-%d","manufacturer":"Microsoft Corporation","model":"Virtual Machine","biosSerialNumber":"0000-6004-6720-8372-7705-4830-%d","serialNumber":"0000-6004-6720-8372-7705-4830-%d","domain":"EXAMPLE","domainRole":"Member Server","numberOfProcessors":1,"totalPhysicalMemory":68913397760,"virtualMachine":true,"chassisType":"DESKTOP"},"memory":{"capacity":68913397760},"processors":[{"architecture":"x64","maxClockSpeed":2694000000,"clockSpeed":2694000000,"name":"Intel(R) Xeon(R) Gold 6258R CPU @ 2.70GHz","numCores":7,"numLogicalCores":14}],"volumes":[{"nodeId":%d,"name":"C:","label":"","deviceType":"Local Disk","fileSystem":"NTFS","autoMount":false,"compressed":false,"capacity":136559194112,"freeSpace":60945354752,"serialNumber":"3EEA0000"},{"nodeId":%d,"name":"D:","label":"Data","deviceType":"Local Disk","fileSystem":"NTFS","autoMount":false,"compressed":false,"capacity":136559194112,"freeSpace":60945354752,"serialNumber":"3EEA0001"}],"lastLoggedInUser":"EXAMPLE\\jdoe","references":{"warranty":{"startDate":1697760000.000000000,"endDate":1792368000.000000000,"manufacturerFulfillmentDate":1697673600.000000000}},"deviceType":"AgentDevice"}`

func BenchmarkSplit(b *testing.B) {
	page := devicePage(1000)
	b.Run("ours", func(b *testing.B) {
		var got rows
		b.SetBytes(int64(len(page)))
		b.ReportAllocs()
		for b.Loop() {
			got.reset()
			if err := (&splitter{idMember: "id", wantID: true, maxRow: 1 << 20}).whole(page, &got); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("encoding_json", func(b *testing.B) {
		var got []json.RawMessage
		b.SetBytes(int64(len(page)))
		for b.Loop() {
			got = got[:0]
			if err := json.Unmarshal(page, &got); err != nil {
				b.Fatal(err)
			}
		}
	})
}
