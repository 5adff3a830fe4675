// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * portal — a practice portal as a program of its own, and waiting for what it does.
 */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

/* Long enough for the SDK's own waits (up to 36 s) on a busy machine with sanitizers. */
const PATIENCE = 60_000;

/* Waits until @check gives something true, and gives it back. @what says what is waited for. */
export async function until (what, check) {
    const end = Date.now() + PATIENCE;

    for (;;) {
        const found = await check();
        if (found)
            return found;
        assert.ok(Date.now() < end, `it never came to this: ${what}`);
        await pause(20);
    }
}

export class Portal {
    /* Starts the program that PRACTICE_PORTAL names. It ends with us, whatever happens to us. */
    static async start () {
        const child = spawn(process.env.PRACTICE_PORTAL,
                            ['--port', '0', '--quiet', '--limits', 'off', '--exit-with-stdin'],
                            { stdio: ['pipe', 'pipe', 'inherit'] });
        const ended = once(child, 'exit');
        const lines = createInterface({ input: child.stdout });
        const [line] = await Promise.race([
            once(lines, 'line'),
            ended.then(([code]) => { throw new Error(`the portal ended at once with ${code}`); }),
        ]);

        return new Portal(child, ended, JSON.parse(line));
    }

    constructor (child, ended, described) {
        this.child = child;
        this.ended = ended;
        this.port = described.port;
        this.application = described.oauth;
        this.operators = described.operators;
    }

    webhook (operator) {
        return this.operators.find((one) => one.id === operator).webhook;
    }

    /* Every portal must also end well: it checks itself for leaked requests. */
    async close () {
        this.child.stdin.end();
        const [code] = await this.ended;
        assert.equal(code, 0, 'how the portal ended');
    }

    async control (verb, args = {}) {
        const answer = await fetch(`http://127.0.0.1:${this.port}/practice/${verb}`, {
            method: 'POST',
            headers: { 'Content-Type': 'application/json' },
            body: JSON.stringify(args),
        });
        const told = await answer.json();

        assert.ok(answer.ok, `${verb}: ${told.error}`);
        return told;
    }

    /* A customer whose dialog @operator has taken. */
    async newDialog (operator) {
        const { chat } = await this.control('customer', {
            name: 'Anna Petrova', line: 7, connector: 'telegrambot',
        });

        await this.control('operator-answer', { chat, operator });
        return chat;
    }

    /* The customer writes @count messages; their numbers. */
    async write (chat, count) {
        const numbers = [];

        for (let i = 0; i < count; i++)
            numbers.push((await this.control('write', { chat, text: `Word ${i}` })).message);
        return numbers;
    }

    /* What /oauth/token/ answers to an operator who has agreed. */
    async newToken (operator) {
        const { client_id, client_secret } = this.application;
        const base = `http://127.0.0.1:${this.port}/oauth`;
        const asked = new URLSearchParams({
            client_id, response_type: 'code', state: 'x', user: operator,
            redirect_uri: 'http://127.0.0.1/back',
        });
        const sent = await fetch(`${base}/authorize/?${asked}`, { redirect: 'manual' });
        const code = new URL(sent.headers.get('Location')).searchParams.get('code');
        const wanted = new URLSearchParams({
            grant_type: 'authorization_code', client_id, client_secret, code,
        });

        return (await fetch(`${base}/token/?${wanted}`)).json();
    }
}

/* Runs @body with a portal of its own. */
export async function withPortal (body) {
    const portal = await Portal.start();

    try {
        await body(portal);
    } finally {
        await portal.close();
    }
}
