// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * test-pull — the SDK's pull client listens to each generation of push servers, by WebSocket and by
 * long polling: what customers write, what was missed, and channels that change.
 *
 * Not everything can be seen with this client: in version 4 it always asks for protobuf, does not
 * know plain JSON, and understands text in its place by WebSocket only.
 */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { openApplication, openHook, openPull } from './client.mjs';
import { until, withPortal } from './portal.mjs';

const KIM = 27;

/* mode: what the SDK calls what it speaks by WebSocket; sockets: there only */
const GENERATIONS = [
    { name: '1', push: { version: 1 }, mode: 'text' },
    { name: '2', push: { version: 2 }, mode: 'text' },
    { name: '3', push: { version: 3 }, mode: 'text' },
    { name: '4', push: { version: 4 }, mode: 'protobuf' },
    { name: '4, shared', push: { version: 4, mode: 'shared' }, mode: 'protobuf' },
    { name: '4, text instead', push: { version: 4, format: 'text' }, mode: 'protobuf', sockets: true },
    { name: '5', push: { version: 5 }, mode: 'json-rpc' },
];

const WAYS = [
    { name: 'WebSocket', push: { websocket: true } },
    { name: 'long polling', push: { websocket: false } },
];
const BY_SOCKET = WAYS[0];
const BY_POLL = WAYS[1];

/* A pull client and what it was told. */
class Listener {
    static async open (portal, b24, params) {
        const self = new Listener();

        self.portal = portal;
        self.events = [];
        self.client = await openPull(b24, KIM, (command, about, extra) => {
            self.events.push({ command, params: about, extra });
        }, params);
        return self;
    }

    get messages () {
        return this.events.filter((event) => event.command === 'messageChat')
            .map((event) => event.params.message.id);
    }

    /* Exactly these messages have come, in this order. */
    async hears (numbers) {
        await until(`the messages ${numbers} are heard`, () => this.messages.length >= numbers.length);
        assert.deepEqual(this.messages, numbers);
    }
}

/* Runs @body with Kim's pull client and a dialog of Kim's. */
async function withListener (generation, way, body) {
    await withPortal(async (portal) => {
        const hook = openHook(portal.port, portal.webhook(KIM));
        const chat = await portal.newDialog(KIM);

        await portal.control('push', { ...generation.push, ...way.push });
        const listener = await Listener.open(portal, hook);
        try {
            await body(portal, listener, chat);
        } finally {
            listener.client.destroy();
        }
    });
}

async function hearsCustomers (portal, listener, chat, generation, way) {
    const numbers = await portal.write(chat, 3);

    await listener.hears(numbers);
    const state = await portal.control('push-state');
    const event = listener.events.find((one) => one.command === 'messageChat');

    assert.equal(event.params.chatId, chat);
    assert.equal(event.params.message.text, 'Word 0');
    assert.ok(event.extra.server_time_unix > 0);
    assert.equal(listener.client.getServerVersion(), generation.push.version);
    assert.deepEqual([state.opens > 0, state.asked > 0], [way === BY_SOCKET, way === BY_POLL]);
    if (way === BY_SOCKET)
        assert.equal(listener.client.getDebugInfo()['WebSocket mode'], generation.mode);
    if (generation.mode === 'json-rpc')
        await until('all is acknowledged',
                    async () => (await portal.control('push-state')).acks >= numbers.length);
}

/* What was written while the line was cut comes, once, when the client is back. */
async function resumes (portal, listener, chat) {
    const numbers = await portal.write(chat, 1);

    await listener.hears(numbers);
    for (;;) {
        const before = await portal.control('push-state');
        await portal.control('push-drop');
        numbers.push(...await portal.write(chat, 3));
        const after = await portal.control('push-state');
        await listener.hears(numbers);
        /* Only what came while nobody listened proves anything; the machine may have been slow. */
        if (after.opens === before.opens && after.asked === before.asked)
            break;
    }
    numbers.push(...await portal.write(chat, 1));
    await listener.hears(numbers);
}

/* The channel changes, Kim is told on the old one, and what follows is on the new one. */
async function followsChannel (portal, listener, chat, args) {
    const numbers = await portal.write(chat, 1);

    await listener.hears(numbers);
    await portal.control('push-expire', args);
    numbers.push(...await portal.write(chat, 2));
    await listener.hears(numbers);
    return (await portal.control('push-state')).configs;
}

/* What one client says to others, such as that somebody is typing. */
async function hearsClients (portal, listener) {
    const heard = [];

    listener.client.subscribe({
        type: 'client', moduleId: 'im', command: 'startWriting',
        callback: (params, extra) => heard.push([params.dialogId, Number(extra.sender.type)]),
    });
    await listener.client.sendMessage([KIM], 'im', 'startWriting', { dialogId: 'chat5' });
    await until('the client is heard', () => heard.length > 0);
    assert.deepEqual(heard, [['chat5', 1]]);
}

/* Each test has a portal and a client of its own; the longest wait is begun first. */
describe('Pull client', { concurrency: 16 }, () => {
    const [, , , four] = GENERATIONS;
    const five = GENERATIONS.at(-1);

    /* After 5 to 35 seconds, says the SDK. */
    it('asks anew where to listen after 4010', () => withListener(four, BY_SOCKET,
        async (portal, listener, chat) => {
            const numbers = await portal.write(chat, 1);

            await listener.hears(numbers);
            await portal.control('push-drop', { code: 4010 });
            numbers.push(...await portal.write(chat, 1));
            await until('there is another configuration',
                        async () => (await portal.control('push-state')).configs === 2);
            await listener.hears(numbers);
        }));

    for (const way of WAYS) {
        for (const generation of GENERATIONS.filter((one) => way === BY_SOCKET || !one.sockets)) {
            const where = `by ${way.name}, generation ${generation.name}`;

            it(`hears customers ${where}`, () => withListener(generation, way,
                (portal, listener, chat) => hearsCustomers(portal, listener, chat, generation, way)));
            it(`resumes ${where}`, () => withListener(generation, way, resumes));
            it(`follows its channel ${where}`, () => withListener(generation, way,
                async (portal, listener, chat) => {
                    assert.ok(await followsChannel(portal, listener, chat, { operator: KIM }) >= 2);
                }));
        }
        /* Of this one the news says which it is now: nothing is asked. */
        it(`follows the shared channel by ${way.name}`, () => withListener(four, way,
            async (portal, listener, chat) => {
                assert.equal(await followsChannel(portal, listener, chat, {}), 1);
                await portal.control('push-send', { command: 'practice' });
                await until('what is for everybody is heard',
                            () => listener.events.some((event) => event.command === 'practice'));
            }));
        it(`hears other clients by ${way.name}`, () => withListener(four, way, hearsClients));
    }

    it('hears other clients by JSON-RPC', () => withListener(five, BY_SOCKET, hearsClients));

    it('speaks JSON-RPC', () => withListener(five, BY_SOCKET, async (portal, { client }) => {
        assert.equal(await client.ping(), 'pong');
        assert.deepEqual((await client.listChannels()).map((channel) => channel.type).sort(),
                         ['private', 'shared']);
    }));

    /* What comes between two polls is then not lost, though nothing was heard yet. */
    it('learns from a quiet poll where it stands', () => withListener(four,
        { ...BY_POLL, push: { ...BY_POLL.push, hold: 300 } },
        async (portal, listener, chat) => {
            await until('there is a position', () => /^\d{26}$/.test(listener.client.session.mid));
            await listener.hears(await portal.write(chat, 3));
        }));

    it('asks anew where to listen when told so', () => withListener(four, BY_SOCKET,
        async (portal, listener, chat) => {
            await portal.control('push-send', { operator: KIM, module: 'pull', command: 'config_expire' });
            await until('there is another configuration',
                        async () => (await portal.control('push-state')).configs === 2);
            await listener.hears(await portal.write(chat, 1));
        }));

    it('hears each event once though it comes twice', () => withListener(four, BY_SOCKET,
        async (portal, listener, chat) => {
            await portal.control('push-fault', { kind: 'repeat', times: 100 });
            await listener.hears(await portal.write(chat, 3));
        }));

    it("listens to the user's channels as an application", () => withPortal(async (portal) => {
        const oauth = openApplication(portal.application, await portal.newToken(KIM));
        const chat = await portal.newDialog(KIM);
        const listener = await Listener.open(portal, oauth, { configGetMethod: 'pull.api.config.get' });

        await listener.hears(await portal.write(chat, 2));
        listener.client.destroy();
    }));

    it('listens to channels of its own as an application', () => withPortal(async (portal) => {
        const oauth = openApplication(portal.application, await portal.newToken(KIM));
        const { client } = await Listener.open(portal, oauth, { restApplication: 'practice' });

        assert.equal(client.getConfig().channels.private.type, portal.application.client_id);
        assert.ok(client.isConnected());
        client.destroy();
    }));
});
