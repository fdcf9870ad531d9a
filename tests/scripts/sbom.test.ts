/** The parts list has what is compiled into the Worker, and nothing that only tests or builds it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { cratesOf, partsList } from '../../scripts/sbom.mjs';

const crate = (name: string, version = '1.0.0', source: string | null = 'registry') => ({ id: `${name} ${version}`, name, version, source, license: 'MIT/Apache-2.0' });
const kinds = (...of: (string | null)[]) => of.map((kind) => ({ kind }));

const METADATA = {
  packages: [crate('frontdesk', '0.1.0', null), crate('serde'), crate('serde', '2.0.0'), crate('proptest'), crate('cc'), crate('csv')],
  resolve: {
    nodes: [
      {
        id: 'frontdesk 0.1.0',
        deps: [
          { pkg: 'serde 1.0.0', dep_kinds: kinds(null, 'dev') },
          { pkg: 'csv 1.0.0', dep_kinds: kinds(null) },
          { pkg: 'proptest 1.0.0', dep_kinds: kinds('dev') },
          { pkg: 'cc 1.0.0', dep_kinds: kinds('build') },
        ],
      },
      { id: 'csv 1.0.0', deps: [{ pkg: 'serde 2.0.0', dep_kinds: kinds(null) }] },
      ...['serde 1.0.0', 'serde 2.0.0', 'proptest 1.0.0', 'cc 1.0.0'].map((id) => ({ id, deps: [] })),
    ],
  },
};

const NPM = {
  bomFormat: 'CycloneDX',
  specVersion: '1.5',
  version: 1,
  metadata: { component: { 'bom-ref': 'frontdesk@0.1.0', type: 'library', name: 'main', version: '0.1.0' } },
  components: [{ 'bom-ref': 'preact@11.2.0', type: 'library', name: 'preact', version: '11.2.0' }],
  dependencies: [{ ref: 'frontdesk@0.1.0', dependsOn: ['preact@11.2.0'] }],
};

test('what is compiled in is listed once for each version, and what only tests or builds is not', () => {
  const named = cratesOf(METADATA, 'frontdesk').map(({ name, version }: { name: string; version: string }) => `${name} ${version}`);
  assert.deepEqual(named, ['frontdesk 0.1.0', 'serde 1.0.0', 'csv 1.0.0', 'serde 2.0.0']);
  assert.throws(() => cratesOf(METADATA, 'backdesk'), /no package backdesk/);
});

test('the list is CycloneDX, with both halves and what needs what', async () => {
  const list = partsList(NPM, cratesOf(METADATA, 'frontdesk'));
  const problems = await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(JSON.stringify(list));
  assert.equal(problems, null, JSON.stringify(problems));
  assert.deepEqual(
    list.components.map(({ name }: { name: string }) => name),
    ['frontdesk-console', 'serde', 'csv', 'serde', 'preact'],
  );
  const ofCsv = list.dependencies.find(({ ref }: { ref: string }) => ref === 'pkg:cargo/csv@1.0.0');
  assert.deepEqual(ofCsv.dependsOn, ['pkg:cargo/serde@2.0.0']);
});
