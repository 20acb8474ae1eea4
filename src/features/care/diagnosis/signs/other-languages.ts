import type { Signs } from "./sign.ts";

/** What the C library, databases and shells say where the machine speaks another language than English. */
export const OTHER_LANGUAGES: readonly Signs[] = [
  {
    category: "permission",
    why: "it may not touch a file, device or system call",
    sure: `
      keine berechtigung
      zugriff verweigert
      die operation ist nicht erlaubt
      permission non accordée
      opération non permise
      accès refusé
      permiso denegado
      operación no permitida
      acceso denegado
      permesso negato
      permissão negada
      отказано в доступе
      brak dostępu
      toegang geweigerd
      权限不够
      权限被拒绝
      拒绝访问
      許可がありません
      허가 거부
    `,
  },
  {
    category: "disk_full",
    why: "there is no room left where it writes",
    sure: `
      auf dem gerät ist kein speicherplatz mehr verfügbar
      kein speicherplatz mehr
      aucun espace disponible sur le périphérique
      no queda espacio en el dispositivo
      spazio esaurito sul device
      não há espaço disponível no dispositivo
      на устройстве не осталось свободного места
      brak miejsca na urządzeniu
      设备上没有空间
      磁盘空间不足
      デバイスに空き領域がありません
      장치에 남은 공간이 없음
    `,
  },
  {
    category: "connection_refused",
    why: "nobody listens where it connects to",
    sure: `
      verbindung abgelehnt
      verbindung wurde abgelehnt
      connessione respinta
      verbindungsaufbau abgelehnt
      verbindung verweigert
      connexion refusée
      conexión rehusada
      conexión denegada
      connessione rifiutata
      conexão recusada
      в соединении отказано
      połączenie odrzucone
      拒绝连接
      连接被拒绝
      接続を拒否されました
      연결이 거부
    `,
  },
  {
    category: "dns",
    why: "a name could not be resolved to an address",
    sure: `
      der name oder der dienst ist nicht bekannt
      temporärer fehler bei der namensauflösung
      nom ou service inconnu
      échec temporaire dans la résolution du nom
      nombre o servicio desconocido
      fallo temporal en la resolución del nombre
      nome o servizio sconosciuto
      имя или служба не известны
      временный сбой в разрешении имен
      未知的名称或服务
      域名解析暂时失败
      名前またはサービスが不明です
    `,
  },
  {
    category: "timeout",
    why: "an answer did not come in time",
    sure: `
      zeitüberschreitung
      die wartezeit für die verbindung ist abgelaufen
      connexion terminée par expiration du délai d'attente
      délai d'attente dépassé
      expiró el tiempo de conexión
      tiempo de espera agotado
      connessione scaduta
      tempo esgotado para conexão
      время ожидания
      连接超时
      请求超时
      接続がタイムアウトしました
    `,
  },
  {
    category: "port_conflict",
    why: "the port that it wants is taken",
    sure: `
      port ist bereits belegt
      port wird bereits verwendet
      port * ist bereits belegt
      port * wird bereits verwendet
      le port * est déjà utilisé
      port déjà utilisé
      el puerto * ya está en uso
      la porta * è già in uso
      порт * уже используется
      die adresse wird bereits verwendet
      adresse déjà utilisée
      la dirección ya se está usando
      indirizzo già in uso
      endereço já em uso
      адрес уже используется
      地址已在使用
      端口已被占用
      アドレスは既に使用中です
    `,
  },
  {
    category: "out_of_memory",
    why: "it ran out of memory",
    sure: `
      mémoire insuffisante
      nicht genug arbeitsspeicher
      zu wenig arbeitsspeicher
      memoria insuficiente
      memoria insufficiente
      memória insuficiente
      недостаточно памяти
      メモリ不足
      nicht genügend hauptspeicher verfügbar
      kann speicher nicht zuweisen
      impossible d'allouer de la mémoire
      no se pudo asignar memoria
      impossibile allocare memoria
      не удалось выделить память
      无法分配内存
      内存不足
      メモリを割り当てできません
    `,
    unless: `
      cuda
      显存
    `,
  },
  {
    category: "tls_cert",
    why: "a certificate is not accepted, or its time is over",
    sure: `
      zertifikat ist abgelaufen
      zertifikat abgelaufen
      zertifikat ist nicht vertrauenswürdig
      le certificat a expiré
      certificat expiré
      certificado ha caducado
      certificado expirado
      certificato è scaduto
      certificato scaduto
      срок действия сертификата истек
      certyfikat wygasł
      证书已过期
      証明書の有効期限が切れ
    `,
  },
  {
    category: "rate_limited",
    why: "it asks more often than it may",
    sure: `
      zu viele anfragen
      trop de requêtes
      demasiadas solicitudes
      demasiadas peticiones
      troppe richieste
      muitas solicitações
      слишком много запросов
      请求过于频繁
      リクエストが多すぎます
    `,
  },
  {
    category: "auth_failed",
    why: "a login or key was not accepted",
    sure: `
      passwort-authentifizierung
      authentifizierung fehlgeschlagen
      anmeldung fehlgeschlagen
      falsches passwort
      authentification par mot de passe échouée
      échec de l'authentification
      mot de passe incorrect
      la autentificación password falló
      error de autenticación
      autenticazione fallita
      autenticazione con password fallita
      пользователь * не прошёл проверку подлинности
      认证失败
      密码错误
      身份验证失败
      パスワード認証に失敗
    `,
  },
  {
    category: "dependency_down",
    why: "something that it needs is down or not ready",
    sure: `
      keine route zum zielrechner
      das netzwerk ist nicht erreichbar
      das datenbanksystem startet
      aucun chemin d'accès pour atteindre l'hôte cible
      no existe ninguna ruta hasta el
      нет маршрута до узла
      没有到主机的路由
      网络不可达
      le système de base de données se lance
    `,
  },
  {
    category: "platform_mismatch",
    why: "the program was built for another processor or machine",
    sure: `
      fehler im format der programmdatei
      erreur de format pour exec
      formato de ejecutable incorrecto
      可执行文件格式错误
      ungültiger maschinenbefehl
      instruction non permise
      非法指令
    `,
  },
  {
    category: "config_error",
    why: "its configuration is not what it accepts",
    likely: `
      datei oder verzeichnis nicht gefunden
      aucun fichier ou dossier de ce type
      no existe el archivo o el directorio
      没有那个文件或目录
      配置错误
      konfigurationsfehler
      ungültige konfiguration
    `,
  },
  {
    category: "corrupt_data",
    why: "its data on disk is damaged",
    sure: `
      datenbank ist beschädigt
      ein-/ausgabefehler
      erreur d'entrée/sortie
      数据库磁盘映像格式错误
      数据库已损坏
      ungültiger primärer checkpoint-datensatz
    `,
  },
];
