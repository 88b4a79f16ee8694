package generate

var german = country{
	name: "de",
	families: words(`Müller, Schäfer, Weiß, Grünwald, Köhler, Hoffmann, Brandstätter, Lindner, Steinmetz, Vogelsang, Kühn, Achterberg, Dörfler, Eichhorn, Falkenberg,
		Gärtner, Hölzl, Irmscher, Jägermann, Krämer, Löwenthal, Mühlbauer, Niederhofer, Obermaier, Pfützner, Quandt, Rösler, Schönfeld, Tannhäuser, Uhlmann,
		Wächter, Zöllner, Birkenfeld, Cordes, Dallmayr, Engelhardt, Fröhlich, Großmann, Haberkorn, Junghans, Kirchhoff, Langenscheidt, Mertens, Nussbaum,
		Osterkamp, Pohlmann, Rautenberg, Sauerbier, Trautmann, Unverzagt, Vollmer, Wittenberg, Zimmerer, Bachmeier, Clemens, Dietrichs, Ebersbach, Feuerstein,
		Gutenberg, Hagedorn, Ilgner, Jeschke, Kestenholz, Lohmeyer, Morgenroth, Neuhaus, Ohlendorf, Peschke, Reinhold, Stöcker, Thalheim, Vierkant, Wiesner, Zeidler`),
	givens: words(`Jürgen, Maria, Klaus, Sabine, Matthias, Ursula, Bernd, Käthe, Holger, Monika, Dieter, Annette, Günther, Birgit`),
	trades: words(`Bau, Zahntechnik, Elektrotechnik, Malerbetrieb, Steuerberatung, Rechtsanwälte, Gartenbau, Metallbau, Sanitär, Heizungsbau, Schreinerei, Tischlerei,
		Logistik, Spedition, Maschinenbau, Werkzeugbau, Bäckerei, Konditorei, Apotheke, Optik, Druckerei, Verlag, Immobilien, Hausverwaltung, Autohaus, Fahrzeugbau`),
	places:        words(`Köln, Augsburg, Würzburg, Kassel, Lübeck, Potsdam, Göttingen, Erfurt, Münster, Rostock, Fürth, Trier`),
	forms:         []string{"GmbH/G.m.b.H./GMBH/Gesellschaft mit beschränkter Haftung", "GmbH & Co. KG/GmbH und Co. KG/GmbH & Co KG", "AG/Aktiengesellschaft", "e.K./eK/e. K.", "OHG/oHG", "UG (haftungsbeschränkt)/UG"},
	abbreviations: []string{"Gesellschaft/Ges.", "Verwaltung/Verw.", "Ingenieurbüro/Ing.-Büro"},
	and:           "und", sons: "Söhne",
	extensions: words("Europa, International, Beteiligungen, Immobilien, Leasing, Stiftung, Österreich, Schweiz"),
	units:      []string{"Filiale %d", "Werk %d", "Markt %d", "Nr. %d"},
	numbered:   []string{"Zweite # Vermögensverwaltung GmbH", "HRB # GmbH", "Projekt # GmbH"},
	titles:     []string{"Dr. #", "Praxis Dr. #", "Dr. med. #", "Rechtsanwalt #"},
	domain:     "de",
}

var french = country{
	name: "fr",
	families: words(`Lefèvre, Beaumont, Desrosiers, Fournier, Gauthier, Lévesque, Marchand, Pelletier, Rousselot, Thévenot, Vasseur, Bérubé, Charpentier, Dupuis,
		Étienne, Garnier, Hébrard, Jacquemin, Lacroix, Montpetit, Noël, Ouellet, Périgord, Quesnel, Rivière, Sauvageau, Tremblay, Vaillancourt,
		Arsenault, Bouchard, Cloutier, Deschamps, Faubert, Grondin, Hamelin, Joubert, Lachance, Meunier, Nadeau, Poulin, Renaud, Savard, Thibault, Villeneuve,
		Archambault, Bissonnette, Chevalier, Dufresne, Ferland, Gagnon, Huard, Labelle, Morissette, Parenteau, Rochefort, Simard`),
	givens: words(`André, Hélène, François, Brigitte, Gérard, Céline, Rémi, Odile, Thierry, Maëlle`),
	trades: words(`Plomberie, Électricité, Menuiserie, Couverture, Boulangerie, Pâtisserie, Comptabilité, Expertise, Assurances, Immobilier, Transports, Logistique,
		Imprimerie, Pharmacie, Optique, Paysage, Construction, Rénovation, Mécanique, Traiteur`),
	places:        words(`Angers, Nîmes, Orléans, Béziers, Limoges, Sherbrooke, Gatineau, Annecy, Rouen, Colmar`),
	forms:         []string{"SARL/S.A.R.L./Sarl", "SAS/S.A.S.", "SA/S.A.", "EURL/E.U.R.L.", "Ltée/Limitée"},
	abbreviations: []string{"Société/Sté", "Compagnie/Cie"},
	and:           "et", sons: "Fils",
	extensions: words("Europe, International, Immobilier, Participations, Fondation, Canada, Afrique, Financement"),
	units:      []string{"Agence %d", "Magasin %d", "No %d"},
	numbered:   []string{"# Québec Inc.", "#-4512 Québec Inc."},
	titles:     []string{"Dr #", "Me #", "Cabinet #"},
	domain:     "fr",
}

var dutch = country{
	name: "nl",
	families: words(`Bakker, de Vries, van Dijk, Hoekstra, Kuipers, Mulder, Postma, Rademaker, Schipper, Timmermans, van den Berg, Wagenaar, Zijlstra, Boersma, Dekker,
		Feenstra, Groeneveld, Huizinga, Jongsma, Koopmans, Lammers, Nijhof, Oosterhuis, Pronk,
		Reinders, Slotboom, Terpstra, Uittenbogaard, Veenstra, Wiersma, Blom, Doorn, Evers, Franken, Gerritsen, Hartog, Kloosterman, Leeuwenburg, Molenaar, Noordhoek`),
	givens: words(`Pieter, Marijke, Joost, Femke, Hendrik, Saskia, Willem, Annelies`),
	trades: words(`Bouw, Installatietechniek, Loodgieters, Schilders, Administratie, Accountants, Transport, Hoveniers, Makelaars, Notarissen, Drukkerij, Metaal,
		Tandartsen, Fysiotherapie, Autobedrijf, Houthandel`),
	places:        words(`Zwolle, Breda, Tilburg, Arnhem, Leiden, Haarlem, Assen, Venlo`),
	forms:         []string{"B.V./BV/b.v.", "N.V./NV", "V.O.F./VOF/vof"},
	abbreviations: []string{"Gebroeders/Gebr.", "Maatschappij/Mij."},
	and:           "en", sons: "Zonen",
	extensions: words("Europa, Holding, Vastgoed, International, Beheer, Stichting, België, Participaties"),
	units:      []string{"Vestiging %d", "Filiaal %d"},
	numbered:   []string{"Beheer # B.V.", "Project # B.V."},
	titles:     []string{"Dr. #", "Mr. #", "Praktijk #"},
	domain:     "nl",
}

var spanish = country{
	name: "es",
	families: words(`Cárdenas, Echeverría, Ibáñez, Lozano, Núñez, Olmedo, Peñalver, Quiroga, Robledo, Santamaría, Urrutia, Valdés, Yáñez, Zamora, Arriaga, Benítez,
		Cifuentes, Domínguez, Esparza, Figueroa, Galván, Herrero, Jiménez, Larrañaga,
		Montenegro, Navarrete, Ocampo, Pizarro, Quesada, Rivadeneira, Saavedra, Tejeda, Ulloa, Villalobos, Zubizarreta, Alarcón, Bustamante, Carrasco, Dávila, Escudero`),
	givens: words(`Álvaro, Lucía, Joaquín, Inés, Andrés, Begoña, Ramón, Pilar`),
	trades: words(`Construcciones, Reformas, Abogados, Asesores, Transportes, Logística, Electricidad, Fontanería, Dental, Óptica, Gráficas, Imprenta, Carpintería,
		Cerrajería, Inmobiliaria, Seguros`),
	places:        words(`Córdoba, Logroño, Cádiz, Mérida, Salamanca, Lleida, Burgos, Almería`),
	forms:         []string{"S.L./SL/S. L.", "S.A./SA", "S.L.U./SLU"},
	abbreviations: []string{"Hermanos/Hnos.", "Compañía/Cía."},
	and:           "y", sons: "Hijos",
	extensions: words("Europa, Internacional, Inversiones, Patrimonial, Fundación, México, Capital, Portugal"),
	units:      []string{"Tienda %d", "Local %d", "Nº %d"},
	numbered:   []string{"Promociones # S.L.", "Gestión # S.L."},
	titles:     []string{"Dr. #", "Dra. #", "Notaría #"},
	domain:     "es",
}

// countries by how many providers are at home there: English twice as often as the
// others together.
var countries = []*country{&english, &german, &english, &french, &english, &dutch, &english, &spanish, &english, &english}
