// A button that records some seconds of the browser's microphone, and one for a file; both give
// Python the sound as int16. What Python answers is shown below.

const samplesOf = async (content, rate, seconds) => {
  const decoder = new AudioContext();
  const sound = await decoder.decodeAudioData(content);
  decoder.close();
  const length = Math.ceil(Math.min(sound.duration, seconds) * rate);
  const offline = new OfflineAudioContext(1, length, rate);
  const source = offline.createBufferSource();
  source.buffer = sound;
  source.connect(offline.destination);
  source.start();
  const mixed = (await offline.startRendering()).getChannelData(0);
  return Int16Array.from(mixed, (x) => Math.max(-32768, Math.min(32767, Math.round(x * 32768))));
};

const record = async (seconds, tell) => {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const recorder = new MediaRecorder(stream);
  const parts = [];
  recorder.ondataavailable = (event) => parts.push(event.data);
  const ended = new Promise((resolve) => (recorder.onstop = resolve));
  recorder.start();
  for (let left = seconds; left > 0; left--) {
    tell(`Speak now: ${left} s`);
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  recorder.stop();
  await ended;
  for (const track of stream.getTracks()) track.stop();
  return new Blob(parts).arrayBuffer();
};

const render = ({ model, el }) => {
  const button = document.createElement("button");
  const label = document.createElement("label");
  const file = document.createElement("input");
  const words = document.createElement("p");
  const shown = document.createElement("div");
  const { rate, seconds, most } = model.get("settings");
  button.textContent = `Record ${seconds} s`;
  file.type = "file";
  file.accept = "audio/*";
  label.textContent = " or take a file: ";
  label.append(file);
  words.setAttribute("role", "status");
  el.append(button, label, words, shown);
  const tell = (text) => (words.textContent = text);
  const take = async (sound) => {
    button.disabled = file.disabled = true;
    try {
      const samples = await samplesOf(await sound(), rate, most);
      tell("Python listens …");
      model.send({ samples: samples.length }, undefined, [samples.buffer]);
    } catch (problem) {
      tell(`There is no sound (${problem.message}). A browser gives its microphone to pages at ` +
        "localhost and with https, and asks first; a WAV file does the same.");
    }
    button.disabled = file.disabled = false;
  };
  button.onclick = () => take(() => record(seconds, tell));
  file.onchange = () => file.files.length && take(() => file.files[0].arrayBuffer());
  model.on("msg:custom", (told) => {
    tell(told.words);
    shown.innerHTML = told.picture;
  });
};

export default { render };
