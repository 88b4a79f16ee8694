package orgs_test

import (
	"strings"
	"testing"

	"coresync/domain/matching/orgs"

	"github.com/stretchr/testify/require"
)

// Names come from outside: whatever they hold, a verdict comes, quickly, and keeps its
// promises.
func FuzzMatch(f *testing.F) {
	for _, seed := range [][3]string{
		{"Acme Ltd", "ACME", "Acme Holdings Europe"}, {"", "", ""}, {" ", "---", "…!?"}, {"محمد للتجارة", "شركة محمد", "محمد"},
		{"\u202eevil Inc", "evil", "\u202e"}, {"👩‍💻 Dental", "👩‍💻", "Dental 👩‍💻"}, {"P\u0430cific Dental", "Pacific Dental", "Pacific Dental LLC"},
		{strings.Repeat("Smith and Sons ", 700), strings.Repeat("Smith and Sons ", 701), "Smith and Sons"}, {strings.Repeat("a", 10000), strings.Repeat("a", 9999), "a"},
		{"\xff\xfe", "\xff", "\xfe Inc"}, {"((((", "]]]]", "[x] (y) /z/"}, {"株式会社トヨタ", "トヨタ自動車", "株式会社"}, {"d/b/a", "X d/b/a", "d/b/a Y"},
		{"1 2 3 4 5 6 7 8 9", "I II III IV", "one two three"}, {"a.b.c.d.e", "ABCDE", "abcde.com"}, {"İstanbul Ltd Şti", "istanbul", "ISTANBUL"},
		{"- - - -", "/ / /", "# 10"}, {"www.com", "com.com", ".com"}, {"A & B & C & D & E & F & G & H", "A B C D E F G H", "ABCDEFGH"},
	} {
		f.Add(seed[0], seed[1], seed[2])
	}
	f.Fuzz(func(t *testing.T, a, b, c string) {
		customers := parties(1000, a, b, "Acme", c, a+" Dental")
		customers[2].Aliases, customers[2].Domains, customers[2].City = []string{c, a}, []string{b}, a
		organizations := parties(1, c, b, a, a+b)
		organizations[1].Domains, organizations[1].City = []string{b}, c
		x := orgs.NewIndex(rules(), customers)
		for _, v := range x.Match(organizations, nil, &orgs.Evidence{Confirmed: []orgs.NamePair{{Name: a, Customer: id(1001)}}}) {
			requireSound(t, v)
		}
		for _, name := range []string{a, b, c} {
			require.NotNil(t, x.Explain(orgs.Party{ID: id(9), Name: name}, nil).Steps)
		}
	})
}
